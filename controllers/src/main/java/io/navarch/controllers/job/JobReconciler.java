package io.navarch.controllers.job;

import io.navarch.client.KubeClient;
import io.navarch.client.PatchType;
import io.navarch.client.event.EventRecorder;
import io.navarch.client.informer.Informer;
import io.navarch.client.informer.Lister;
import io.navarch.controllers.pods.Batches;
import io.navarch.controllers.pods.Expectations;
import io.navarch.controllers.pods.Ownership;
import io.navarch.controllers.pods.PodWriter;
import io.navarch.controllers.pods.Pods;
import io.navarch.model.ObjectKey;
import io.navarch.model.Timestamps;
import io.navarch.model.batch.v1.Job;
import io.navarch.model.batch.v1.JobStatus;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.selector.LabelSelector;
import io.navarch.model.status.ApiException;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonWriter;
import io.navarch.runtime.Clock;
import io.navarch.runtime.queue.Next;
import io.navarch.runtime.queue.Reconciler;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs each Job to its end. A key never runs twice at once. */
final class JobReconciler implements Reconciler<ObjectKey> {
    private static final Duration UNSEEN = Duration.ofSeconds(30);
    private static final String SELF = "kubernetes.io/job-controller";

    private final KubeClient client;
    private final Lister<Job> jobs;
    private final Informer<Pod> pods;
    private final Expectations expectations;
    private final Ownership<Pod> ownership;
    private final PodWriter writer;
    private final EventRecorder events;
    private final JobBackOff backOff = new JobBackOff();
    private final Clock clock;

    /** Uids of pods whose finalizers were removed, though the cache may still show them. */
    private final Map<ObjectKey, Set<String>> released = new ConcurrentHashMap<>();

    /** The version of each Job after its status was last written. */
    private final Map<ObjectKey, Long> written = new ConcurrentHashMap<>();

    JobReconciler(KubeClient client, Lister<Job> jobs, Informer<Pod> pods, EventRecorder events, Clock clock) {
        this.client = client;
        this.jobs = jobs;
        this.pods = pods;
        this.expectations = new Expectations(pods);
        this.ownership = new Ownership<>(client.of(Pod.KIND), List.of(JobPods.FINALIZER));
        this.writer = new PodWriter(client, expectations, events);
        this.events = events;
        this.clock = clock;
    }

    /** A Job in the middle of a pass. */
    private record Pass(Job job, List<Pod> pods, List<Pod> active, PodTally tally) {
        int going() {
            return (int) pods.stream().filter(JobPlan::going).count();
        }
    }

    @Override
    public Next reconcile(ObjectKey key) throws InterruptedException {
        var found = jobs.find(key);
        freeOrphans(key, found.map(Job::uid).orElse(""));
        if (found.isEmpty()) {
            expectations.forget(key);
            backOff.forget(key);
            released.remove(key);
            written.remove(key);
            return Next.done();
        }
        var job = found.get();
        if (version(job) < written.getOrDefault(key, 0L)) {
            // What was counted last would be overlooked, and pods be made for indexes that have failed for good.
            return Next.after(UNSEEN);
        }
        if (!job.spec().managedBy().isEmpty() && !job.spec().managedBy().equals(SELF) || JobVerdict.over(job)) {
            return Next.done();
        }
        boolean settled = expectations.settled(key);
        var selector = LabelSelector.of(job.spec().selector());
        var mine = ownership.claim(
                job, client.of(Job.KIND), selector, pods.lister().in(key.namespace()));
        var active = mine.stream().filter(Pods::active).toList();
        var tally = PodTally.of(job, mine, releasedOf(key));
        return work(new Pass(job, mine, active, tally), settled);
    }

    private Set<String> releasedOf(ObjectKey key) {
        var uids = released.computeIfAbsent(key, absent -> ConcurrentHashMap.newKeySet());
        var tracked = pods.lister().in(key.namespace()).stream()
                .filter(JobPods::tracked)
                .map(Pod::uid)
                .toList();
        uids.retainAll(tracked);
        return uids;
    }

    private Next work(Pass pass, boolean settled) throws InterruptedException {
        var job = pass.job();
        var now = clock.now();
        var status = pass.tally().into(job.status());
        if (!status.hasStartTime() && !job.spec().suspend()) {
            status = status.withStartTime(Timestamps.of(now));
        }
        var verdict = JobVerdict.of(job, pass.tally(), pass.pods(), pass.active(), now);
        int active = pass.active().size();
        Duration wait = Duration.ZERO;
        RuntimeException failure = null;
        if (verdict.isPresent()) {
            status = verdict.get().decide(status, now);
            failure = attempt(job, List.of(), pass.active());
            active = failure == null ? 0 : active;
            if (pass.active().isEmpty() && pass.going() == 0 && pass.tally().settled()) {
                status = verdict.get().end(status, now);
            }
        } else if (job.spec().suspend()) {
            status = suspended(job, status);
            failure = attempt(job, List.of(), pass.active());
            active = failure == null ? 0 : active;
        } else {
            status = resumed(job, status);
            if (settled && !job.metadata().hasDeletionTimestamp()) {
                var plan = JobPlan.of(
                        job,
                        pass.tally(),
                        pass.pods(),
                        pass.active(),
                        backOff.left(job, pass.tally().ended(), now),
                        now);
                failure = attempt(job, plan.create(), plan.delete());
                wait = plan.delay();
                active += failure == null ? plan.create().size() - plan.delete().size() : 0;
            }
        }
        int ready = (int) pass.active().stream().filter(Pods::ready).count();
        var full = counted(status, active, Math.min(ready, active), pass.going() + (int) deletedNow(pass, active));
        return finish(pass, full, wait, failure);
    }

    /** Pods that this pass has asked to go are going, though the cache does not show it. */
    private static long deletedNow(Pass pass, int active) {
        return Math.max(0, pass.active().size() - active);
    }

    private static JobStatus counted(JobStatus status, int active, int ready, int terminating) {
        var counted = active == 0 ? status.withoutActive() : status.withActive(active);
        return counted.withReady(ready).withTerminating(terminating);
    }

    private @Nullable RuntimeException attempt(Job job, List<Pod> create, List<Pod> delete)
            throws InterruptedException {
        var tasks = new ArrayList<Callable<?>>();
        create.forEach(pod -> tasks.add(() -> writer.create(job, pod)));
        delete.forEach(pod -> tasks.add(() -> {
            writer.delete(job, pod);
            return true;
        }));
        try {
            Batches.run(clock.activity(), tasks);
            return null;
        } catch (ApiException | UncheckedIOException e) {
            return e;
        }
    }

    private JobStatus suspended(Job job, JobStatus status) {
        if (JobVerdict.holds(status, "Suspended")) {
            return status;
        }
        events.normal(job, "Suspended", "Job suspended");
        return JobVerdict.with(status, "Suspended", "True", "JobSuspended", "Job suspended", clock.now())
                .withoutStartTime();
    }

    private JobStatus resumed(Job job, JobStatus status) {
        if (!JobVerdict.holds(status, "Suspended")) {
            return status;
        }
        events.normal(job, "Resumed", "Job resumed");
        return JobVerdict.with(status, "Suspended", "False", "JobResumed", "Job resumed", clock.now())
                .withStartTime(Timestamps.of(clock.now()));
    }

    /** Writes the status, and only then lets the pods go that are counted in it. */
    private Next finish(Pass pass, JobStatus status, Duration wait, @Nullable RuntimeException failure) {
        var job = pass.job();
        if (!status.equals(job.status())) {
            try {
                written.put(job.key(), version(client.of(Job.KIND).updateStatus(job.withStatus(status))));
            } catch (ApiException e) {
                if (e.isConflict()) {
                    return Next.retry();
                }
                if (e.isNotFound()) {
                    return Next.done();
                }
                throw e;
            }
            tellEnd(job, status);
        }
        backOff.ended(job, pass.tally().ended(), clock.now());
        for (var pod : pass.tally().release()) {
            free(pod);
            released.computeIfAbsent(job.key(), absent -> ConcurrentHashMap.newKeySet())
                    .add(pod.uid());
        }
        if (failure != null) {
            throw failure;
        }
        var deadline = JobVerdict.deadline(job.withStatus(status)).map(end -> Duration.between(clock.now(), end));
        var unseen = expectations.settled(job.key()) ? Optional.<Duration>empty() : Optional.of(UNSEEN);
        var again = Stream.of(Optional.of(wait), deadline, unseen)
                .flatMap(Optional::stream)
                .filter(Duration::isPositive)
                .min(Duration::compareTo);
        return again.<Next>map(Next::after).orElse(Next.done());
    }

    private static long version(Job job) {
        return Long.parseLong(job.metadata().resourceVersion());
    }

    private void tellEnd(Job job, JobStatus status) {
        if (JobVerdict.holds(status, "Complete")) {
            events.normal(job, "Completed", "Job completed");
        } else {
            JobVerdict.condition(status, "Failed")
                    .ifPresent(condition -> events.warning(job, condition.reason(), condition.message()));
        }
    }

    /** Pods whose Job is gone, and those without an owner that no Job will adopt, are nobody's to count. */
    private void freeOrphans(ObjectKey key, String uid) {
        for (var pod : pods.lister().in(key.namespace())) {
            if (!JobPods.tracked(pod)) {
                continue;
            }
            var owner = Pods.controllerOf(pod.metadata());
            boolean orphan = owner.isEmpty()
                    ? jobs.in(key.namespace()).stream().noneMatch(job -> adopts(job, pod))
                    : Ownership.refersTo(owner.get(), Job.KIND)
                            && owner.get().name().equals(key.name())
                            && !owner.get().uid().equals(uid);
            if (orphan) {
                free(pod);
            }
        }
    }

    private static boolean adopts(Job job, Pod pod) {
        return !job.metadata().hasDeletionTimestamp()
                && LabelSelector.of(job.spec().selector())
                        .matches(pod.metadata().labels());
    }

    private void free(Pod pod) {
        var metadata = Dict.of("uid", pod.uid(), "$deleteFromPrimitiveList/finalizers", List.of(JobPods.FINALIZER));
        try {
            client.of(Pod.KIND, pod.namespace())
                    .patch(pod.name(), PatchType.STRATEGIC, "", JsonWriter.bytes(Dict.of("metadata", metadata)));
        } catch (ApiException e) {
            // Gone, or replaced by a namesake: there is nothing left to free.
            if (!e.isNotFound() && !e.isConflict()) {
                throw e;
            }
        }
    }
}
