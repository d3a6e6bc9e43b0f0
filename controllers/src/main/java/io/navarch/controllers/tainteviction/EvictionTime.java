package io.navarch.controllers.tainteviction;

import io.navarch.model.Timestamps;
import io.navarch.model.core.v1.Node;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.Taint;
import io.navarch.model.selector.Tolerations;
import java.time.Instant;
import java.util.Optional;

/** When a pod must leave its node. Pure logic. */
final class EvictionTime {
    private EvictionTime() {}

    /**
     * Empty if it may stay for good.
     *
     * @param seen since when the pod is known to have to leave; taints that say when they came are older
     */
    static Optional<Instant> of(Pod pod, Node node, Instant seen) {
        Instant earliest = null;
        for (var taint : node.spec().taints()) {
            if (!taint.effect().equals("NoExecute")) {
                continue;
            }
            var leaves = leaves(pod, taint, seen);
            if (leaves.isPresent() && (earliest == null || leaves.get().isBefore(earliest))) {
                earliest = leaves.get();
            }
        }
        return Optional.ofNullable(earliest);
    }

    private static Optional<Instant> leaves(Pod pod, Taint taint, Instant seen) {
        var since = taint.timeAdded().isEmpty() ? seen : Timestamps.instantOrEpoch(taint.timeAdded());
        Long shortest = null;
        boolean tolerated = false;
        for (var toleration : pod.spec().tolerations()) {
            if (Tolerations.tolerates(toleration, taint)) {
                tolerated = true;
                if (toleration.hasTolerationSeconds()
                        && (shortest == null || toleration.tolerationSeconds() < shortest)) {
                    shortest = toleration.tolerationSeconds();
                }
            }
        }
        if (!tolerated) {
            return Optional.of(since);
        }
        return shortest == null ? Optional.empty() : Optional.of(since.plusSeconds(Math.max(0, shortest)));
    }
}
