package io.navarch.controllers.statefulset;

import io.navarch.controllers.pods.Pods;
import io.navarch.model.IntOrString;
import io.navarch.model.apps.v1.StatefulSet;
import io.navarch.model.core.v1.Pod;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The next steps of a set. In order: missing pods are made from the lowest ordinal on, surplus ones go from the highest, and
 * then old ones are replaced from the highest, each step waiting for the pod before it to be ready; a Parallel set waits for
 * nothing but its update. Pure logic.
 */
record StatefulPlan(List<Step> steps) {
    /** Something to do now. */
    sealed interface Step {
        /** @param update whether the new template is used, else the current one */
        record Create(int ordinal, boolean update) implements Step {}

        /** The pod waits, perhaps for claims that are missing. */
        record Claims(int ordinal) implements Step {}

        record Delete(Pod pod) implements Step {}

        /** The pod ended by itself; its successor follows when it is gone. */
        record Recreate(Pod pod) implements Step {}
    }

    /**
     * @param pods the set's pods
     * @param currentReplicas how many pods are of the current revision, by the status
     * @param updateRevision the name of the revision of the present template
     */
    static StatefulPlan of(
            StatefulSet set, List<Pod> pods, int currentReplicas, boolean rolling, String updateRevision, Instant now) {
        var plan = new StatefulPlan(new ArrayList<>());
        if (set.metadata().hasDeletionTimestamp()) {
            return plan;
        }
        var byOrdinal = new TreeMap<Integer, Pod>();
        pods.forEach(pod -> byOrdinal.put(StatefulPods.ordinal(set, pod), pod));
        int start = StatefulPods.start(set);
        int end = start + StatefulPods.replicas(set);
        int updateFrom = start + (rolling && !partitioned(set) ? currentReplicas : partition(set));
        for (int ordinal = start; ordinal < end; ordinal++) {
            boolean update = !rolling || ordinal >= updateFrom;
            if (plan.replica(set, ordinal, byOrdinal.get(ordinal), update, now)) {
                return plan;
            }
        }
        var condemned = byOrdinal.entrySet().stream()
                .filter(entry -> entry.getKey() >= 0 && (entry.getKey() < start || entry.getKey() >= end))
                .sorted(Comparator.comparing(entry -> -entry.getKey()))
                .map(Map.Entry::getValue)
                .toList();
        if (plan.condemned(set, condemned, now)) {
            return plan;
        }
        if (!set.spec().updateStrategy().type().equals("OnDelete")) {
            plan.update(set, byOrdinal, updateRevision, now);
        }
        return plan;
    }

    private static boolean ordered(StatefulSet set) {
        return !set.spec().podManagementPolicy().equals("Parallel");
    }

    private static boolean partitioned(StatefulSet set) {
        return set.spec().updateStrategy().rollingUpdate().partition() > 0;
    }

    private static int partition(StatefulSet set) {
        return set.spec().updateStrategy().rollingUpdate().partition();
    }

    static boolean runningAndReady(Pod pod) {
        return pod.status().phase().equals("Running") && Pods.ready(pod);
    }

    private static boolean healthy(Pod pod) {
        return runningAndReady(pod) && !Pods.terminating(pod);
    }

    private static boolean available(StatefulSet set, Pod pod, Instant now) {
        return runningAndReady(pod) && Pods.available(pod, set.spec().minReadySeconds(), now);
    }

    /** True if nothing further may happen in this pass. */
    private boolean replica(StatefulSet set, int ordinal, @Nullable Pod pod, boolean update, Instant now) {
        if (pod == null) {
            steps.add(new Step.Create(ordinal, update));
            return ordered(set);
        }
        if (Pods.finished(pod)) {
            if (!Pods.terminating(pod)) {
                steps.add(new Step.Recreate(pod));
            }
            return true;
        }
        if (pod.status().phase().equals("Pending")) {
            steps.add(new Step.Claims(ordinal));
        }
        return ordered(set) && (Pods.terminating(pod) || !available(set, pod, now));
    }

    private boolean condemned(StatefulSet set, List<Pod> highestFirst, Instant now) {
        for (var pod : highestFirst) {
            if (!ordered(set)) {
                if (!Pods.terminating(pod)) {
                    steps.add(new Step.Delete(pod));
                }
                continue;
            }
            if (Pods.terminating(pod)) {
                return true;
            }
            // All replicas are well when this is reached, so that the first of the unwell is the highest condemned one.
            boolean firstUnhealthy = highestFirst.stream()
                    .filter(other -> !healthy(other))
                    .findFirst()
                    .filter(pod::equals)
                    .isPresent();
            if (!available(set, pod, now) && !firstUnhealthy) {
                return true;
            }
            steps.add(new Step.Delete(pod));
            return true;
        }
        return false;
    }

    /** @param byOrdinal the set's pods; one that is missing is as unavailable as one that is not ready */
    private void update(StatefulSet set, Map<Integer, Pod> byOrdinal, String revision, Instant now) {
        int start = StatefulPods.start(set);
        int last = start + StatefulPods.replicas(set) - 1;
        int allowed = maxUnavailable(set);
        if (allowed > 1) {
            long available = IntStream.rangeClosed(start, last)
                    .mapToObj(byOrdinal::get)
                    .filter(pod -> pod != null && healthy(pod) && available(set, pod, now))
                    .count();
            long left = allowed - (StatefulPods.replicas(set) - available);
            for (int i = last; i >= start + partition(set) && left > 0; i--) {
                var pod = byOrdinal.get(i);
                if (pod != null && outdated(pod, revision)) {
                    steps.add(new Step.Delete(pod));
                    left--;
                }
            }
            return;
        }
        for (int i = last; i >= start + partition(set); i--) {
            var pod = byOrdinal.get(i);
            if (pod != null && outdated(pod, revision)) {
                steps.add(new Step.Delete(pod));
                return;
            }
            if (pod == null || !healthy(pod)) {
                return;
            }
        }
    }

    private static boolean outdated(Pod pod, String revision) {
        return !StatefulPods.revision(pod).equals(revision) && !Pods.terminating(pod);
    }

    private static int maxUnavailable(StatefulSet set) {
        var stated = set.spec().updateStrategy().rollingUpdate().maxUnavailable();
        return stated == null ? 1 : Math.max(1, IntOrString.scaled(stated, StatefulPods.replicas(set), true));
    }
}
