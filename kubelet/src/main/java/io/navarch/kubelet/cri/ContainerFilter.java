package io.navarch.kubelet.cri;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which containers to list; what is empty or null does not restrict, the rest is ANDed. */
public record ContainerFilter(
        String id, @Nullable ContainerState state, String podSandboxId, Map<String, String> labels) {
    public static final ContainerFilter ALL = new ContainerFilter("", null, "", Map.of());

    public ContainerFilter {
        labels = Map.copyOf(labels);
    }

    public static ContainerFilter ofSandbox(String podSandboxId) {
        return new ContainerFilter("", null, podSandboxId, Map.of());
    }

    public static ContainerFilter labelled(Map<String, String> labels) {
        return new ContainerFilter("", null, "", labels);
    }
}
