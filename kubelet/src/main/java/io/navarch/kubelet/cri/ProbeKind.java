package io.navarch.kubelet.cri;

/** What a probe is for. */
public enum ProbeKind {
    STARTUP,
    LIVENESS,
    READINESS
}
