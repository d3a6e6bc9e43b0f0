package io.navarch.scheduler.framework;

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
    VOLUMES_CHANGED
}
