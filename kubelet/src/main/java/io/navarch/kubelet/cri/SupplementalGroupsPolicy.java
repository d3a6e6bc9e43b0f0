package io.navarch.kubelet.cri;

/** Whether the groups an image gives its user count besides those the pod gives. */
public enum SupplementalGroupsPolicy {
    MERGE,
    STRICT
}
