package io.navarch.controllers.job;

import io.navarch.model.batch.v1.Job;
import io.navarch.model.batch.v1.JobStatus;
import io.navarch.model.batch.v1.UncountedTerminatedPods;
import io.navarch.model.core.v1.Pod;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Counts the pods of a Job that have ended, each once, whatever crashes in between:
 *
 * <pre>
 *   ended, with finalizer ──▶ uid in uncountedTerminatedPods (status written) ──▶ finalizer removed ──▶ counter
 * </pre>
 *
 * Successes of an Indexed Job are remembered by their index instead of the uid. Pure logic.
 *
 * @param uncountedSucceeded uids whose finalizers are still to be removed
 * @param release pods whose finalizers may be removed once this is in the status
 * @param ended those pods that were not counted before, in no order
 */
record PodTally(
        int succeeded,
        int failed,
        List<String> uncountedSucceeded,
        List<String> uncountedFailed,
        SortedSet<Integer> completedIndexes,
        SortedSet<Integer> failedIndexes,
        List<Pod> release,
        List<Pod> ended) {
    /** So that a status does not grow without bounds; the rest comes in the next pass. */
    private static final int MOST_UNCOUNTED = 500;

    /**
     * @param pods the Job's pods
     * @param released uids of pods whose finalizers were removed, though the cache may still show them
     */
    static PodTally of(Job job, List<Pod> pods, Set<String> released) {
        var status = job.status();
        int limit = JobPods.indexed(job) ? job.spec().completions() : 0;
        var tally = new Draft(job, status, limit);
        var tracked = new HashSet<String>();
        pods.stream()
                .filter(pod -> JobPods.tracked(pod) && !released.contains(pod.uid()))
                .forEach(pod -> tracked.add(pod.uid()));
        tally.settle(tracked);
        for (var pod : pods) {
            if (tracked.contains(pod.uid())) {
                tally.take(pod);
            }
        }
        return tally.done();
    }

    /** Successes, those that still have their finalizers included. */
    int allSucceeded() {
        return completedIndexes.isEmpty() ? succeeded + uncountedSucceeded.size() : completedIndexes.size();
    }

    int allFailed() {
        return failed + uncountedFailed.size();
    }

    boolean settled() {
        return uncountedSucceeded.isEmpty() && uncountedFailed.isEmpty() && release.isEmpty();
    }

    JobStatus into(JobStatus status) {
        var uncounted =
                UncountedTerminatedPods.EMPTY.withSucceeded(uncountedSucceeded).withFailed(uncountedFailed);
        var counted = status.withUncountedTerminatedPods(uncounted);
        int successes = completedIndexes.isEmpty() ? succeeded : completedIndexes.size();
        counted = successes == 0 ? counted.withoutSucceeded() : counted.withSucceeded(successes);
        counted = failed == 0 ? counted.withoutFailed() : counted.withFailed(failed);
        counted = completedIndexes.isEmpty()
                ? counted.withoutCompletedIndexes()
                : counted.withCompletedIndexes(Indexes.text(completedIndexes));
        return failedIndexes.isEmpty() && !counted.hasFailedIndexes()
                ? counted
                : counted.withFailedIndexes(Indexes.text(failedIndexes));
    }

    /** The tally while it is made. */
    private static final class Draft {
        private final Job job;
        private final int limit;
        private int succeeded;
        private int failed;
        private final List<String> uncountedSucceeded;
        private final List<String> uncountedFailed;
        private final SortedSet<Integer> completed;
        private final SortedSet<Integer> failedIndexes;
        private final List<Pod> release = new ArrayList<>();
        private final List<Pod> ended = new ArrayList<>();

        Draft(Job job, JobStatus status, int limit) {
            this.job = job;
            this.limit = limit;
            succeeded = status.succeeded();
            failed = status.failed();
            uncountedSucceeded =
                    new ArrayList<>(status.uncountedTerminatedPods().succeeded());
            uncountedFailed = new ArrayList<>(status.uncountedTerminatedPods().failed());
            completed = Indexes.parse(status.completedIndexes(), limit);
            failedIndexes = Indexes.parse(status.failedIndexes(), limit);
        }

        /** Those whose finalizers are gone are counted for good. */
        void settle(Set<String> tracked) {
            int before = uncountedSucceeded.size();
            uncountedSucceeded.removeIf(uid -> !tracked.contains(uid));
            succeeded += before - uncountedSucceeded.size();
            before = uncountedFailed.size();
            uncountedFailed.removeIf(uid -> !tracked.contains(uid));
            failed += before - uncountedFailed.size();
        }

        void take(Pod pod) {
            if (uncountedSucceeded.contains(pod.uid()) || uncountedFailed.contains(pod.uid())) {
                release.add(pod);
                return;
            }
            if (uncountedSucceeded.size() + uncountedFailed.size() >= MOST_UNCOUNTED) {
                return;
            }
            if (JobPods.succeeded(pod)) {
                takeSuccess(pod);
            } else if (JobPods.failed(job, pod)) {
                takeFailure(pod);
            }
        }

        private void takeSuccess(Pod pod) {
            release.add(pod);
            ended.add(pod);
            int index = JobPods.index(pod);
            if (limit == 0) {
                uncountedSucceeded.add(pod.uid());
            } else if (index >= 0 && index < limit) {
                completed.add(index);
            }
        }

        private void takeFailure(Pod pod) {
            release.add(pod);
            ended.add(pod);
            int index = JobPods.index(pod);
            var ruling = FailurePolicy.of(job, pod);
            if (ruling.action().equals("Ignore")) {
                return;
            }
            uncountedFailed.add(pod.uid());
            boolean exhausted = job.spec().hasBackoffLimitPerIndex()
                    && (ruling.action().equals("FailIndex")
                            || JobPods.failures(pod) >= job.spec().backoffLimitPerIndex());
            if (exhausted && index >= 0 && index < limit && !completed.contains(index)) {
                failedIndexes.add(index);
            }
        }

        PodTally done() {
            return new PodTally(
                    succeeded,
                    failed,
                    List.copyOf(uncountedSucceeded),
                    List.copyOf(uncountedFailed),
                    new TreeSet<>(completed),
                    new TreeSet<>(failedIndexes),
                    List.copyOf(release),
                    List.copyOf(ended));
        }
    }
}
