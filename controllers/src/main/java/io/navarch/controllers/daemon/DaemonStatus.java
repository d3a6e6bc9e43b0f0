package io.navarch.controllers.daemon;

import io.navarch.controllers.pods.Pods;
import io.navarch.model.apps.v1.DaemonSet;
import io.navarch.model.apps.v1.DaemonSetStatus;
import io.navarch.model.core.v1.Node;
import io.navarch.model.core.v1.Pod;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Counts where a set's pods are. Pure logic. */
final class DaemonStatus {
    private DaemonStatus() {}

    static DaemonSetStatus of(
            DaemonSet set, Collection<Node> nodes, Map<String, List<Pod>> byNode, String hash, Instant now) {
        int desired = 0;
        int scheduled = 0;
        int misscheduled = 0;
        int ready = 0;
        int available = 0;
        int updated = 0;
        for (var node : nodes) {
            var pods = byNode.getOrDefault(node.name(), List.of());
            if (!NodeFit.of(set, node).run()) {
                misscheduled += pods.isEmpty() ? 0 : 1;
                continue;
            }
            desired++;
            if (pods.isEmpty()) {
                continue;
            }
            scheduled++;
            if (pods.stream().anyMatch(Pods::ready)) {
                ready++;
            }
            if (pods.stream().anyMatch(pod -> Pods.available(pod, set.spec().minReadySeconds(), now))) {
                available++;
            }
            if (pods.stream().anyMatch(pod -> !Pods.terminating(pod) && DaemonPods.current(pod, set, hash))) {
                updated++;
            }
        }
        var status = set.status()
                .withObservedGeneration(set.metadata().generation())
                .withDesiredNumberScheduled(desired)
                .withCurrentNumberScheduled(scheduled)
                .withNumberMisscheduled(misscheduled)
                .withNumberReady(ready);
        // These stay away while they are zero, as upstream leaves them out.
        status = updated == 0 ? status.withoutUpdatedNumberScheduled() : status.withUpdatedNumberScheduled(updated);
        status = available == 0 ? status.withoutNumberAvailable() : status.withNumberAvailable(available);
        return desired == available
                ? status.withoutNumberUnavailable()
                : status.withNumberUnavailable(desired - available);
    }
}
