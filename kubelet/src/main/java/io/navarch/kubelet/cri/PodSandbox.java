package io.navarch.kubelet.cri;

import java.time.Instant;
import java.util.Map;

/** A sandbox as a listing shows it. */
public record PodSandbox(
        String id,
        PodSandboxMetadata metadata,
        PodSandboxState state,
        Instant createdAt,
        Map<String, String> labels,
        Map<String, String> annotations,
        String runtimeHandler) {
    public PodSandbox {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
    }
}
