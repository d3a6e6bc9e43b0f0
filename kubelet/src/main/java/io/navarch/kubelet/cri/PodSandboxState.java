package io.navarch.kubelet.cri;

/** Whether a sandbox can take containers. */
public enum PodSandboxState {
    READY,
    NOT_READY
}
