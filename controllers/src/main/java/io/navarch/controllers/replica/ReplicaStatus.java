package io.navarch.controllers.replica;

import io.navarch.controllers.pods.Pods;
import io.navarch.model.Timestamps;
import io.navarch.model.core.v1.Pod;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How far a set has come.
 *
 * @param fullyLabeled pods with all labels of the template
 * @param terminating pods that are going
 */
record ReplicaStatus(
        int replicas,
        int fullyLabeled,
        int ready,
        int available,
        int terminating,
        long observedGeneration,
        List<Condition> conditions) {

    record Condition(String type, String status, String reason, String message, String since) {}

    private static final String FAILURE = "ReplicaFailure";

    /**
     * Counts the pods.
     *
     * @param failure why the plan failed, "" if it did not
     * @param creating whether the failure was one of creating (else of deleting)
     */
    static ReplicaStatus of(
            List<Pod> active,
            int terminating,
            Map<String, String> templateLabels,
            int minReadySeconds,
            long generation,
            ReplicaStatus before,
            String failure,
            boolean creating,
            Instant now) {
        int fullyLabeled = 0;
        int ready = 0;
        int available = 0;
        for (var pod : active) {
            if (pod.metadata().labels().entrySet().containsAll(templateLabels.entrySet())) {
                fullyLabeled++;
            }
            if (Pods.ready(pod)) {
                ready++;
                if (Pods.available(pod, minReadySeconds, now)) {
                    available++;
                }
            }
        }
        var conditions = new ArrayList<>(before.conditions());
        var known = conditions.stream().filter(c -> c.type().equals(FAILURE)).findFirst();
        if (failure.isEmpty()) {
            conditions.removeIf(condition -> condition.type().equals(FAILURE));
        } else if (known.isEmpty()) {
            var reason = creating ? "FailedCreate" : "FailedDelete";
            conditions.add(new Condition(FAILURE, "True", reason, failure, Timestamps.of(now)));
        }
        return new ReplicaStatus(
                active.size(), fullyLabeled, ready, available, terminating, generation, List.copyOf(conditions));
    }
}
