package io.navarch.embedded.report;

import io.navarch.model.core.v1.ContainerStatus;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.PodCondition;
import java.util.ArrayList;
import java.util.List;

/** Says in a line why a pod is not running and ready. */
final class PodTrouble {
    private PodTrouble() {}

    static boolean isTroubled(Pod pod) {
        return switch (pod.status().phase()) {
            case "Succeeded" -> false;
            case "Running" -> !ready(pod);
            default -> true;
        };
    }

    private static boolean ready(Pod pod) {
        return pod.status().conditions().stream()
                .anyMatch(condition ->
                        condition.type().equals("Ready") && condition.status().equals("True"));
    }

    static String of(Pod pod) {
        var reasons = new ArrayList<String>();
        var phase = pod.status().phase();
        reasons.add(phase.isEmpty() ? "Pending" : phase);
        if (!pod.status().reason().isEmpty()) {
            reasons.add(words(pod.status().reason(), pod.status().message()));
        }
        if (pod.metadata().hasDeletionTimestamp()) {
            reasons.add("being deleted since " + pod.metadata().deletionTimestamp());
        }
        if (!pod.metadata().finalizers().isEmpty()) {
            reasons.add("kept by finalizers " + pod.metadata().finalizers());
        }
        for (var condition : pod.status().conditions()) {
            if (tells(condition)) {
                reasons.add(condition.type() + ": " + words(condition.reason(), condition.message()));
            }
        }
        containers(pod.status().initContainerStatuses(), reasons);
        containers(pod.status().containerStatuses(), reasons);
        return String.join("; ", reasons);
    }

    /** Why it is not scheduled or kept back; that containers are not ready is told by the containers. */
    private static boolean tells(PodCondition condition) {
        return !condition.status().equals("True")
                && !condition.reason().equals("ContainersNotReady")
                && !condition.message().isEmpty();
    }

    private static void containers(List<ContainerStatus> containers, List<String> reasons) {
        for (var container : containers) {
            var state = container.state();
            if (state.hasWaiting()) {
                reasons.add("container " + container.name() + " waits: "
                        + words(state.waiting().reason(), state.waiting().message()));
            } else if (state.hasTerminated() && state.terminated().exitCode() != 0) {
                reasons.add("container " + container.name() + " ended with "
                        + state.terminated().exitCode() + ": "
                        + words(state.terminated().reason(), state.terminated().message()));
            } else if (state.hasRunning() && !container.ready()) {
                reasons.add("container " + container.name() + " runs, but is not ready");
            }
            if (container.restartCount() > 0) {
                reasons.add("container " + container.name() + " was restarted " + container.restartCount() + " times");
            }
        }
    }

    private static String words(String reason, String message) {
        return message.isEmpty() ? reason : reason + ": " + message;
    }
}
