package io.navarch.kubelet.cri;

/** A watch that lasts until it is closed. */
public interface Subscription extends AutoCloseable {
    @Override
    void close();
}
