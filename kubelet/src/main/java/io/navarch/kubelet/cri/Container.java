package io.navarch.kubelet.cri;

import java.time.Instant;
import java.util.Map;

/**
 * A container as a listing shows it.
 *
 * @param imageRef the digested reference or id of the image in use
 */
public record Container(
        String id,
        String podSandboxId,
        ContainerMetadata metadata,
        ImageSpec image,
        String imageRef,
        ContainerState state,
        Instant createdAt,
        Map<String, String> labels,
        Map<String, String> annotations) {
    public Container {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
    }
}
