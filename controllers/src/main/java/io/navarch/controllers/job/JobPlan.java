package io.navarch.controllers.job;

import io.navarch.controllers.pods.DeletionOrder;
import io.navarch.controllers.pods.Pods;
import io.navarch.model.batch.v1.Job;
import io.navarch.model.core.v1.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.TreeMap;

/**
 * Which pods a running Job needs and which are too many. Pure logic.
 *
 * @param create pods to make
 * @param delay how long until more may be made, zero if none waits
 */
record JobPlan(List<Pod> create, List<Pod> delete, Duration delay) {
    private static final int BURST = 500;

    /** @param backOff how long to wait before another pod, after failures */
    static JobPlan of(Job job, PodTally tally, List<Pod> pods, List<Pod> active, Duration backOff, Instant now) {
        var surplus = JobPods.indexed(job) ? misplaced(job, tally, active) : List.<Pod>of();
        var useful = active.stream().filter(pod -> !surplus.contains(pod)).toList();
        int wanted = wanted(job, tally, useful.size());
        if (useful.size() > wanted) {
            var delete = new ArrayList<>(surplus);
            delete.addAll(DeletionOrder.of(useful, useful, now).subList(0, useful.size() - wanted));
            return new JobPlan(List.of(), delete.stream().limit(BURST).toList(), Duration.ZERO);
        }
        long going =
                JobPods.waitsForEnd(job) ? pods.stream().filter(JobPlan::going).count() : 0;
        int missing = (int) Math.min(BURST, wanted - useful.size() - going);
        if (missing <= 0) {
            return new JobPlan(List.of(), surplus, Duration.ZERO);
        }
        boolean perIndex = job.spec().hasBackoffLimitPerIndex();
        if (backOff.isPositive() && !perIndex) {
            return new JobPlan(List.of(), surplus, backOff);
        }
        return JobPods.indexed(job)
                ? indexed(job, tally, pods, surplus, missing, now)
                : new JobPlan(copies(job, missing), surplus, Duration.ZERO);
    }

    static boolean going(Pod pod) {
        return Pods.terminating(pod) && !Pods.finished(pod);
    }

    private static List<Pod> copies(Job job, int count) {
        return java.util.Collections.nCopies(count, JobPods.make(job));
    }

    private static int wanted(Job job, PodTally tally, int active) {
        int parallelism = job.spec().hasParallelism() ? job.spec().parallelism() : 1;
        if (!job.spec().hasCompletions()) {
            // A queue of work: when one has found it empty, the others finish and no more begin.
            return tally.allSucceeded() > 0 ? Math.min(active, parallelism) : parallelism;
        }
        int left = job.spec().completions()
                - tally.allSucceeded()
                - tally.failedIndexes().size();
        return Math.max(0, Math.min(parallelism, left));
    }

    /** Pods of indexes that are done, out of range, or taken by another pod. */
    private static List<Pod> misplaced(Job job, PodTally tally, List<Pod> active) {
        var seen = new HashSet<Integer>();
        var misplaced = new ArrayList<Pod>();
        for (var pod : active) {
            int index = JobPods.index(pod);
            boolean wanted = index >= 0
                    && index < job.spec().completions()
                    && !tally.completedIndexes().contains(index)
                    && !tally.failedIndexes().contains(index);
            if (!wanted || !seen.add(index)) {
                misplaced.add(pod);
            }
        }
        return misplaced;
    }

    private static JobPlan indexed(
            Job job, PodTally tally, List<Pod> pods, List<Pod> surplus, int missing, Instant now) {
        var taken = new HashSet<Integer>();
        var lastFailed = new TreeMap<Integer, Pod>();
        for (var pod : pods) {
            if (Pods.active(pod) && !surplus.contains(pod) || JobPods.waitsForEnd(job) && going(pod)) {
                taken.add(JobPods.index(pod));
            } else if (JobPods.failed(job, pod)) {
                lastFailed.merge(
                        JobPods.index(pod),
                        pod,
                        (one, other) -> JobPods.failuresAfter(job, one).all()
                                        >= JobPods.failuresAfter(job, other).all()
                                ? one
                                : other);
            }
        }
        var create = new ArrayList<Pod>();
        var wait = Duration.ZERO;
        for (int index = 0; index < job.spec().completions() && create.size() < missing; index++) {
            if (taken.contains(index)
                    || tally.completedIndexes().contains(index)
                    || tally.failedIndexes().contains(index)) {
                continue;
            }
            var failed = lastFailed.get(index);
            var failures = failed == null ? JobPods.Failures.NONE : JobPods.failuresAfter(job, failed);
            var left = failed == null || !job.spec().hasBackoffLimitPerIndex()
                    ? Duration.ZERO
                    : JobBackOff.left(failures.all(), JobPods.ended(failed, now), now);
            if (left.isPositive()) {
                wait = wait.isZero() || left.compareTo(wait) < 0 ? left : wait;
            } else {
                create.add(JobPods.make(job, index, failures));
            }
        }
        return new JobPlan(create, surplus, wait);
    }
}
