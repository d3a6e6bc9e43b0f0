package io.navarch.kubelet.cri;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A sandbox in full.
 *
 * @param ips the pod's addresses, first the primary one; empty when it uses the node's network or has none yet
 */
public record PodSandboxStatus(
        String id,
        PodSandboxMetadata metadata,
        PodSandboxState state,
        Instant createdAt,
        List<String> ips,
        NamespaceOptions namespaces,
        Map<String, String> labels,
        Map<String, String> annotations,
        String runtimeHandler) {
    public PodSandboxStatus {
        ips = List.copyOf(ips);
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
    }
}
