package io.navarch.kubelet.cri;

/** Whose kernel namespace a sandbox or container uses. TARGET needs the id of a container of the same pod. */
public enum NamespaceMode {
    POD,
    CONTAINER,
    NODE,
    TARGET
}
