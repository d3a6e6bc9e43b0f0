package io.navarch.controllers.pods;

import io.navarch.model.Timestamps;
import io.navarch.model.core.v1.ContainerStatus;
import io.navarch.model.core.v1.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Which of a set's pods shall go first: those that matter least. Unscheduled before scheduled, pending before running, not
 * ready before ready, cheap before dear ({@code controller.kubernetes.io/pod-deletion-cost}), crowded nodes before others,
 * younger before older, more restarts before fewer.
 */
public final class DeletionOrder {
    private static final String COST = "controller.kubernetes.io/pod-deletion-cost";
    private static final List<String> PHASES = List.of("Pending", "Unknown", "Running");

    private DeletionOrder() {}

    /**
     * The pods, first to go first.
     *
     * @param related all pods that the owner's owner has too (those of sibling sets), to see which nodes are crowded
     */
    public static List<Pod> of(List<Pod> pods, List<Pod> related, Instant now) {
        Map<String, Long> perNode = related.stream()
                .filter(Pods::active)
                .filter(pod -> !pod.spec().nodeName().isEmpty())
                .collect(Collectors.groupingBy(pod -> pod.spec().nodeName(), Collectors.counting()));
        Comparator<Pod> order = Comparator.<Pod, Boolean>comparing(
                        pod -> !pod.spec().nodeName().isEmpty())
                .thenComparing(pod -> PHASES.indexOf(pod.status().phase()))
                .thenComparing(Pods::ready)
                .thenComparing(DeletionOrder::cost)
                .thenComparing(pod -> -perNode.getOrDefault(pod.spec().nodeName(), 0L))
                .thenComparing(pod -> ageBucket(readySince(pod), now))
                .thenComparing(pod -> -mostRestarts(pod))
                .thenComparing(pod ->
                        ageBucket(Timestamps.instantOrEpoch(pod.metadata().creationTimestamp()), now))
                .thenComparing(Pod::uid);
        return pods.stream().sorted(order).toList();
    }

    private static int cost(Pod pod) {
        var text = pod.metadata().annotations().get(COST);
        if (text == null) {
            return 0;
        }
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            // Validation refuses such values; one from older data counts as none.
            return 0;
        }
    }

    private static Instant readySince(Pod pod) {
        return Pods.condition(pod, "Ready")
                .filter(condition -> condition.status().equals("True"))
                .map(condition -> Timestamps.instantOrEpoch(condition.lastTransitionTime()))
                .orElse(Instant.EPOCH);
    }

    /** Ages count on a logarithmic scale, so that of pods of about the same age a random one goes. */
    private static int ageBucket(Instant since, Instant now) {
        if (since.equals(Instant.EPOCH)) {
            return 0;
        }
        long nanos = Math.max(1, Duration.between(since, now).toNanos());
        return 64 - Long.numberOfLeadingZeros(nanos);
    }

    private static int mostRestarts(Pod pod) {
        return pod.status().containerStatuses().stream()
                .mapToInt(ContainerStatus::restartCount)
                .max()
                .orElse(0);
    }
}
