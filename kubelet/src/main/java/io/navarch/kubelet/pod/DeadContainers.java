package io.navarch.kubelet.pod;

import io.navarch.kubelet.cri.ContainerRuntime;
import io.navarch.kubelet.cri.ContainerState;
import java.util.HashMap;
import java.util.Map;

/** Removes ended attempts at containers but the last ones, whose logs are still of use. */
record DeadContainers(ContainerRuntime runtime) {
    private static final int KEPT = 1;

    void trim(PodObservation seen) {
        Map<String, Integer> kept = new HashMap<>();
        for (var container : seen.containers()) {
            boolean newest = kept.putIfAbsent(container.metadata().name(), 0) == null;
            if (newest || container.state() != ContainerState.EXITED) {
                continue;
            }
            if (kept.merge(container.metadata().name(), 1, Integer::sum) > KEPT) {
                runtime.removeContainer(container.id());
            }
        }
        trimSandboxes(seen);
    }

    private void trimSandboxes(PodObservation seen) {
        boolean newest = true;
        for (var sandbox : seen.sandboxes()) {
            if (!newest
                    && seen.containers().stream()
                            .noneMatch(container -> belongs(container.createdAt(), sandbox.createdAt(), seen))) {
                runtime.removePodSandbox(sandbox.id());
            }
            newest = false;
        }
    }

    /** Containers made between this sandbox and the next are of this one. */
    private static boolean belongs(java.time.Instant container, java.time.Instant sandbox, PodObservation seen) {
        var next = seen.sandboxes().stream()
                .map(other -> other.createdAt())
                .filter(other -> other.isAfter(sandbox))
                .min(java.util.Comparator.naturalOrder());
        return !container.isBefore(sandbox)
                && next.filter(end -> !container.isBefore(end)).isEmpty();
    }
}
