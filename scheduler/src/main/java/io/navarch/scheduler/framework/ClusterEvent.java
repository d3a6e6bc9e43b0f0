package io.navarch.scheduler.framework;

import java.util.Set;

/** Changes of the cluster that may make a pod schedulable that was not. */
public enum ClusterEvent {
    NODE_ADDED,
    NODE_ALLOCATABLE_CHANGED,
    NODE_LABELS_CHANGED,
    NODE_TAINTS_CHANGED,
    NODE_UNSCHEDULABLE_CHANGED,
    POD_ADDED,
    POD_DELETED,
    POD_LABELS_CHANGED,
    VOLUMES_CHANGED;

    /** What may change which pods are near a node: those in its zone, its rack, on itself. */
    public static final Set<ClusterEvent> PODS_NEAR =
            Set.of(NODE_ADDED, NODE_LABELS_CHANGED, POD_ADDED, POD_DELETED, POD_LABELS_CHANGED);
}
