package io.navarch.kubelet.server;

import io.navarch.model.core.v1.Pod;
import java.util.Collection;
import java.util.Optional;

/** The pods of this node, with their statuses as the node last made them. Thread-safe. */
public interface PodDirectory {
    Optional<Pod> pod(String namespace, String name);

    Collection<Pod> pods();
}
