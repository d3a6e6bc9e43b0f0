package io.navarch.controllers.autoscaling;

import io.navarch.controllers.pods.Pods;
import io.navarch.model.Timestamps;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.PodCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Pods sorted by what their samples are worth. Pure logic.
 *
 * @param ready how many pods count
 * @param unready names of pods that do not count yet
 * @param missing names of pods that have no sample
 * @param ignored names of pods that have failed or are going
 */
record PodGroups(int ready, Set<String> unready, Set<String> missing, Set<String> ignored) {
    /** For so long a pod may use more CPU than it will later. */
    private static final Duration INITIALIZATION = Duration.ofMinutes(5);

    /** A pod that has not become ready later than this after its start never was. */
    private static final Duration INITIAL_READINESS = Duration.ofSeconds(30);

    /** @param ofCpu whether the samples are of CPU, which starting pods use much of */
    static PodGroups of(Collection<Pod> pods, Map<String, PodSample> samples, boolean ofCpu, Instant now) {
        int ready = 0;
        var unready = new HashSet<String>();
        var missing = new HashSet<String>();
        var ignored = new HashSet<String>();
        for (var pod : pods) {
            var sample = samples.get(pod.name());
            if (Pods.terminating(pod) || pod.status().phase().equals("Failed")) {
                ignored.add(pod.name());
            } else if (pod.status().phase().equals("Pending")) {
                unready.add(pod.name());
            } else if (sample == null) {
                missing.add(pod.name());
            } else if (ofCpu && !countsForCpu(pod, sample, now)) {
                unready.add(pod.name());
            } else {
                ready++;
            }
        }
        return new PodGroups(ready, unready, missing, ignored);
    }

    private static boolean countsForCpu(Pod pod, PodSample sample, Instant now) {
        var condition = Pods.condition(pod, "Ready");
        if (condition.isEmpty() || !pod.status().hasStartTime()) {
            return false;
        }
        var started = Timestamps.instantOrEpoch(pod.status().startTime());
        var changed = since(condition.get());
        boolean isReady = !condition.get().status().equals("False");
        if (started.plus(INITIALIZATION).isAfter(now)) {
            // The sample must be of a time in which the pod was ready throughout.
            return isReady && !sample.at().isBefore(changed.plus(sample.window()));
        }
        return isReady || !started.plus(INITIAL_READINESS).isAfter(changed);
    }

    private static Instant since(PodCondition condition) {
        return Timestamps.instantOrEpoch(condition.lastTransitionTime());
    }
}
