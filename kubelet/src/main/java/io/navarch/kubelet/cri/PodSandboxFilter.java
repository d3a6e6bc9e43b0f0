package io.navarch.kubelet.cri;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which sandboxes to list; what is empty or null does not restrict, the rest is ANDed. */
public record PodSandboxFilter(String id, @Nullable PodSandboxState state, Map<String, String> labels) {
    public static final PodSandboxFilter ALL = new PodSandboxFilter("", null, Map.of());

    public PodSandboxFilter {
        labels = Map.copyOf(labels);
    }

    public static PodSandboxFilter labelled(Map<String, String> labels) {
        return new PodSandboxFilter("", null, labels);
    }
}
