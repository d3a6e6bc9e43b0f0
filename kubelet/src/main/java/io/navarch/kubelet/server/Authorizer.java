package io.navarch.kubelet.server;

/** Decides what a caller may do with this node. Thread-safe; may block. */
@FunctionalInterface
public interface Authorizer {
    /** @param subresource of the node: proxy, log, stats, metrics, pods, healthz … */
    boolean allows(Caller caller, String verb, String subresource);
}
