package io.navarch.controllers.job;

import io.navarch.model.ObjectKey;
import io.navarch.model.batch.v1.Job;
import io.navarch.model.core.v1.Pod;
import io.navarch.runtime.queue.BackOff;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How long a Job waits for its next pod after failures: 10 s, doubled up to 10 minutes, until a pod succeeds. Thread-safe. */
final class JobBackOff {
    private static final BackOff DELAYS = new BackOff(Duration.ofSeconds(10), Duration.ofMinutes(10));

    private final Map<ObjectKey, Failures> known = new ConcurrentHashMap<>();

    private record Failures(int count, Instant last) {
        static final Failures NONE = new Failures(0, Instant.EPOCH);
    }

    static Duration left(int failures, Instant last, Instant now) {
        return failures == 0 ? Duration.ZERO : Duration.between(now, last.plus(DELAYS.delay(failures)));
    }

    /** Takes in pods that have ended; each only once. */
    void ended(Job job, List<Pod> pods, Instant now) {
        if (!pods.isEmpty()) {
            known.put(job.key(), after(job, pods, now));
        }
    }

    private Failures after(Job job, List<Pod> pods, Instant now) {
        var state = known.getOrDefault(job.key(), Failures.NONE);
        for (var pod : pods.stream()
                .sorted(Comparator.comparing((Pod pod) -> JobPods.ended(pod, now)))
                .toList()) {
            if (JobPods.succeeded(pod)) {
                state = Failures.NONE;
            } else if (!FailurePolicy.of(job, pod).action().equals("Ignore")) {
                state = new Failures(state.count() + 1, JobPods.ended(pod, now));
            }
        }
        return state;
    }

    /** @param ended pods that have ended and are not taken in yet */
    Duration left(Job job, List<Pod> ended, Instant now) {
        var state = after(job, ended, now);
        return left(state.count(), state.last(), now);
    }

    void forget(ObjectKey job) {
        known.remove(job);
    }
}
