package io.navarch.kubelet.cri;

import java.time.Instant;

/** Something that happened to a container or a sandbox ({@code containerId} is then the sandbox's id). */
public record ContainerEvent(String containerId, Type type, Instant at, String podSandboxId, String podUid) {
    /** What happened. */
    public enum Type {
        CREATED,
        STARTED,
        STOPPED,
        DELETED
    }
}
