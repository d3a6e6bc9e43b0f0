package io.navarch.controllers.job;

import io.navarch.model.Timestamps;
import io.navarch.model.batch.v1.Job;
import io.navarch.model.batch.v1.JobCondition;
import io.navarch.model.batch.v1.JobStatus;
import io.navarch.model.core.v1.Pod;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a Job ends. First it is decided ({@code FailureTarget}, {@code SuccessCriteriaMet}), then, when its last pod is gone,
 * it is over ({@code Failed}, {@code Complete}). Pure logic.
 *
 * @param success whether it ends well
 */
record JobVerdict(boolean success, String reason, String message) {
    private static final String FAILURE_TARGET = "FailureTarget";
    private static final String SUCCESS_MET = "SuccessCriteriaMet";

    static boolean over(Job job) {
        return holds(job.status(), "Complete") || holds(job.status(), "Failed");
    }

    static Optional<JobCondition> condition(JobStatus status, String type) {
        return status.conditions().stream().filter(c -> c.type().equals(type)).findFirst();
    }

    static boolean holds(JobStatus status, String type) {
        return condition(status, type).filter(c -> c.status().equals("True")).isPresent();
    }

    /** @param active the Job's pods that have neither ended nor are going */
    static Optional<JobVerdict> of(Job job, PodTally tally, List<Pod> pods, List<Pod> active, Instant now) {
        var decided = decided(job.status());
        if (decided.isPresent()) {
            return decided;
        }
        var failure = failure(job, tally, pods, active, now);
        return failure.isPresent() ? failure : success(job, tally, active);
    }

    private static Optional<JobVerdict> decided(JobStatus status) {
        var failed = condition(status, FAILURE_TARGET).filter(c -> c.status().equals("True"));
        if (failed.isPresent()) {
            return Optional.of(
                    new JobVerdict(false, failed.get().reason(), failed.get().message()));
        }
        return condition(status, SUCCESS_MET)
                .filter(c -> c.status().equals("True"))
                .map(c -> new JobVerdict(true, c.reason(), c.message()));
    }

    private static Optional<JobVerdict> failure(
            Job job, PodTally tally, List<Pod> pods, List<Pod> active, Instant now) {
        for (var pod : tally.ended()) {
            var ruling = JobPods.succeeded(pod) ? null : FailurePolicy.of(job, pod);
            if (ruling != null && ruling.action().equals("FailJob")) {
                return failed("PodFailurePolicy", ruling.message());
            }
        }
        int backoffLimit = job.spec().hasBackoffLimit() ? job.spec().backoffLimit() : 6;
        boolean perIndex = job.spec().hasBackoffLimitPerIndex();
        if ((!perIndex || job.spec().hasBackoffLimit())
                && (tally.allFailed() > backoffLimit || restartsExceed(job, active, backoffLimit))) {
            return failed("BackoffLimitExceeded", "Job has reached the specified backoff limit");
        }
        if (pastDeadline(job, now)) {
            return failed("DeadlineExceeded", "Job was active longer than specified deadline");
        }
        if (perIndex) {
            int failedIndexes = tally.failedIndexes().size();
            if (job.spec().hasMaxFailedIndexes() && failedIndexes > job.spec().maxFailedIndexes()) {
                return failed(
                        "MaxFailedIndexesExceeded", "Job has exceeded the specified maximal number of failed indexes");
            }
            if (failedIndexes > 0
                    && failedIndexes + tally.completedIndexes().size()
                            >= job.spec().completions()) {
                return failed("FailedIndexes", "Job has failed indexes");
            }
        }
        return Optional.empty();
    }

    private static Optional<JobVerdict> failed(String reason, String message) {
        return Optional.of(new JobVerdict(false, reason, message));
    }

    /** Containers that are restarted in place count each restart as a failure. */
    private static boolean restartsExceed(Job job, List<Pod> active, int limit) {
        if (!job.spec().template().spec().restartPolicy().equals("OnFailure")) {
            return false;
        }
        int restarts = 0;
        for (var pod : active) {
            restarts += pod.status().containerStatuses().stream()
                    .mapToInt(c -> c.restartCount())
                    .sum();
            restarts += pod.status().initContainerStatuses().stream()
                    .mapToInt(c -> c.restartCount())
                    .sum();
        }
        return limit == 0 ? restarts > 0 : restarts >= limit;
    }

    private static boolean pastDeadline(Job job, Instant now) {
        return deadline(job).filter(end -> !end.isAfter(now)).isPresent();
    }

    /** When the Job must be over; empty if it may take its time or has not begun. */
    static Optional<Instant> deadline(Job job) {
        if (!job.spec().hasActiveDeadlineSeconds()
                || !job.status().hasStartTime()
                || job.spec().suspend()) {
            return Optional.empty();
        }
        return Optional.of(Timestamps.instantOrEpoch(job.status().startTime())
                .plusSeconds(job.spec().activeDeadlineSeconds()));
    }

    private static Optional<JobVerdict> success(Job job, PodTally tally, List<Pod> active) {
        var rules = job.spec().successPolicy().rules();
        for (int i = 0; i < rules.size(); i++) {
            var rule = rules.get(i);
            var meant = rule.hasSucceededIndexes()
                    ? Indexes.parse(rule.succeededIndexes(), job.spec().completions())
                    : tally.completedIndexes();
            long met = meant.stream().filter(tally.completedIndexes()::contains).count();
            if (rule.hasSucceededCount() ? met >= rule.succeededCount() : met > 0 && met == meant.size()) {
                return Optional.of(new JobVerdict(true, "SuccessPolicy", "Matched rules at index " + i));
            }
        }
        boolean complete = job.spec().hasCompletions()
                ? tally.allSucceeded() >= job.spec().completions()
                : tally.allSucceeded() > 0 && active.isEmpty();
        return complete
                ? Optional.of(new JobVerdict(true, "CompletionsReached", "Reached expected number of succeeded pods"))
                : Optional.empty();
    }

    /** The status once the verdict is known. */
    JobStatus decide(JobStatus status, Instant now) {
        return with(status, success ? SUCCESS_MET : FAILURE_TARGET, "True", reason, message, now);
    }

    /** The status once nothing of the Job is left. */
    JobStatus end(JobStatus status, Instant now) {
        var ended = with(status, success ? "Complete" : "Failed", "True", reason, message, now);
        return success ? ended.withCompletionTime(Timestamps.of(now)) : ended;
    }

    /** Sets a condition; one that says the same already stays as it is. */
    static JobStatus with(JobStatus status, String type, String value, String reason, String message, Instant now) {
        var before = condition(status, type);
        if (before.isPresent() && before.get().status().equals(value)) {
            return status;
        }
        var conditions = new ArrayList<>(
                status.conditions().stream().filter(c -> !c.type().equals(type)).toList());
        conditions.add(JobCondition.EMPTY
                .withType(type)
                .withStatus(value)
                .withReason(reason)
                .withMessage(message)
                .withLastProbeTime(Timestamps.of(now))
                .withLastTransitionTime(Timestamps.of(now)));
        return status.withConditions(conditions);
    }
}
