package io.navarch.controllers.cronjob;

import io.navarch.client.DeleteOptions;
import io.navarch.client.KubeClient;
import io.navarch.client.event.EventRecorder;
import io.navarch.client.informer.Lister;
import io.navarch.controllers.pods.Pods;
import io.navarch.model.ObjectKey;
import io.navarch.model.Timestamps;
import io.navarch.model.batch.v1.CronJob;
import io.navarch.model.batch.v1.CronJobStatus;
import io.navarch.model.batch.v1.Job;
import io.navarch.model.batch.v1.JobCondition;
import io.navarch.model.core.v1.ObjectReference;
import io.navarch.model.status.ApiException;
import io.navarch.runtime.Clock;
import io.navarch.runtime.queue.Next;
import io.navarch.runtime.queue.Reconciler;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes the Jobs of each CronJob at their times, and clears away old ones. A key never runs twice at once. */
final class CronJobReconciler implements Reconciler<ObjectKey> {
    private static final String SCHEDULED = "batch.kubernetes.io/cronjob-scheduled-timestamp";
    private static final DateTimeFormatter RFC_1123_Z =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss Z", Locale.ROOT);

    /** A little late is better than a little early. */
    private static final Duration SLACK = Duration.ofMillis(100);

    private final KubeClient client;
    private final Lister<CronJob> crons;
    private final Lister<Job> jobs;
    private final EventRecorder events;
    private final Clock clock;

    CronJobReconciler(KubeClient client, Lister<CronJob> crons, Lister<Job> jobs, EventRecorder events, Clock clock) {
        this.client = client;
        this.crons = crons;
        this.jobs = jobs;
        this.events = events;
        this.clock = clock;
    }

    @Override
    public Next reconcile(ObjectKey key) {
        var found = crons.find(key);
        if (found.isEmpty()) {
            return Next.done();
        }
        var cron = found.get();
        var mine = jobs.in(key.namespace()).stream()
                .filter(job -> Pods.controlledBy(job.metadata(), cron.uid()))
                .toList();
        clearAway(cron, mine);
        var status = account(cron, mine);
        try {
            if (!status.equals(cron.status())) {
                // The write comes back as an event, and the next pass goes on from there.
                client.of(CronJob.KIND).updateStatus(cron.withStatus(status));
                return Next.done();
            }
            return cron.metadata().hasDeletionTimestamp() || cron.spec().suspend() ? Next.done() : schedule(cron);
        } catch (ApiException e) {
            if (e.isConflict() || e.isNotFound()) {
                return Next.retry();
            }
            throw e;
        }
    }

    static @Nullable JobCondition end(Job job) {
        return job.status().conditions().stream()
                .filter(c -> c.status().equals("True")
                        && (c.type().equals("Complete") || c.type().equals("Failed")))
                .findFirst()
                .orElse(null);
    }

    /** Deletes the oldest finished Jobs beyond the limits. */
    private void clearAway(CronJob cron, List<Job> mine) {
        int good = cron.spec().hasSuccessfulJobsHistoryLimit() ? cron.spec().successfulJobsHistoryLimit() : 3;
        int bad = cron.spec().hasFailedJobsHistoryLimit() ? cron.spec().failedJobsHistoryLimit() : 1;
        clearAway(cron, mine.stream().filter(job -> ended(job, "Complete")).toList(), good);
        clearAway(cron, mine.stream().filter(job -> ended(job, "Failed")).toList(), bad);
    }

    private static boolean ended(Job job, String type) {
        var end = end(job);
        return end != null && end.type().equals(type) && !job.metadata().hasDeletionTimestamp();
    }

    private void clearAway(CronJob cron, List<Job> finished, int limit) {
        finished.stream()
                .sorted(Comparator.comparing((Job job) -> job.status().startTime())
                        .thenComparing(Job::name))
                .limit(Math.max(0, finished.size() - limit))
                .forEach(job -> delete(cron, job));
    }

    private boolean delete(CronJob cron, Job job) {
        try {
            client.of(Job.KIND, job.namespace())
                    .deleteIfPresent(job.name(), DeleteOptions.BACKGROUND.withUid(job.uid()));
            events.normal(cron, "SuccessfulDelete", "Deleted job " + job.name());
            return true;
        } catch (ApiException e) {
            events.warning(cron, "FailedDelete", "Deleted job: " + e.getMessage());
            return false;
        }
    }

    /** The status with its list of active Jobs brought up to date. */
    private CronJobStatus account(CronJob cron, List<Job> mine) {
        var active = new ArrayList<>(cron.status().active());
        var status = cron.status();
        for (var job : mine) {
            var end = end(job);
            boolean known =
                    active.stream().anyMatch(reference -> reference.uid().equals(job.uid()));
            if (end == null) {
                if (!known && !job.metadata().hasDeletionTimestamp() && madeBefore(cron, job)) {
                    events.warning(
                            cron,
                            "UnexpectedJob",
                            "Saw a job that the controller did not create or forgot: " + job.name());
                }
            } else {
                if (known) {
                    active.removeIf(reference -> reference.uid().equals(job.uid()));
                    events.normal(
                            cron, "SawCompletedJob", "Saw completed job: " + job.name() + ", condition: " + end.type());
                }
                var time = job.status().completionTime();
                if (end.type().equals("Complete") && time.compareTo(status.lastSuccessfulTime()) > 0) {
                    status = status.withLastSuccessfulTime(time);
                }
            }
        }
        for (var reference : List.copyOf(active)) {
            boolean there = mine.stream().anyMatch(job -> job.uid().equals(reference.uid()));
            if (!there
                    && client.of(Job.KIND, cron.namespace())
                            .find(reference.name())
                            .filter(job -> job.uid().equals(reference.uid()))
                            .isEmpty()) {
                events.normal(cron, "MissingJob", "Active job went missing: " + reference.name());
                active.remove(reference);
            }
        }
        return active.isEmpty() ? status.withoutActive() : status.withActive(active);
    }

    /** A Job of the last scheduled time may be newer than the status that lists it. */
    private static boolean madeBefore(CronJob cron, Job job) {
        return !job.metadata().annotations().containsKey(SCHEDULED)
                || Timestamps.instantOrEpoch(job.metadata().annotations().get(SCHEDULED))
                        .isBefore(Timestamps.instantOrEpoch(cron.status().lastScheduleTime()));
    }

    private Next schedule(CronJob cron) {
        ZoneId zone;
        try {
            zone = cron.spec().timeZone().isEmpty()
                    ? ZoneOffset.UTC
                    : ZoneId.of(cron.spec().timeZone());
        } catch (DateTimeException e) {
            events.warning(
                    cron,
                    "UnknownTimeZone",
                    "invalid timeZone: \"" + cron.spec().timeZone() + "\": " + e.getMessage());
            return Next.done();
        }
        CronSchedule schedule;
        try {
            schedule = CronSchedule.parse(cron.spec().schedule(), zone);
        } catch (IllegalArgumentException e) {
            events.warning(
                    cron,
                    "UnparseableSchedule",
                    "unparseable schedule: \"" + cron.spec().schedule() + "\" : " + e.getMessage());
            return Next.done();
        }
        if (cron.spec().schedule().contains("TZ")) {
            events.warning(
                    cron,
                    "UnsupportedSchedule",
                    "CRON_TZ or TZ used in schedule \"" + cron.spec().schedule()
                            + "\" is not officially supported, see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details");
        }
        return run(cron, schedule, zone);
    }

    private Next run(CronJob cron, CronSchedule schedule, ZoneId zone) {
        var now = clock.now();
        var missed = MissedTimes.of(cron, schedule, now);
        if (missed.tooMany()) {
            events.warning(
                    cron,
                    "TooManyMissedTimes",
                    "too many missed start times. Set or decrease"
                            + " .spec.startingDeadlineSeconds or check clock skew");
        }
        if (missed.latest().isPresent()) {
            var time = missed.latest().get();
            if (cron.spec().hasStartingDeadlineSeconds()
                    && time.plusSeconds(cron.spec().startingDeadlineSeconds()).isBefore(now)) {
                events.warning(
                        cron,
                        "MissSchedule",
                        "Missed scheduled time to start a job: " + RFC_1123_Z.format(time.atZone(ZoneOffset.UTC)));
            } else if (mayRun(cron)) {
                create(cron, time, zone);
                return Next.done();
            }
        }
        return schedule.next(now)
                .<Next>map(next -> Next.after(Duration.between(now, next).plus(SLACK)))
                .orElse(Next.done());
    }

    /** What the concurrency policy says to a Job now; Replace makes room. */
    private boolean mayRun(CronJob cron) {
        if (cron.status().active().isEmpty()) {
            return true;
        }
        return switch (cron.spec().concurrencyPolicy()) {
            case "Forbid" -> {
                events.normal(
                        cron,
                        "JobAlreadyActive",
                        "Not starting job because prior execution is running and concurrency" + " policy is Forbid");
                yield false;
            }
            case "Replace" ->
                cron.status().active().stream()
                        .map(reference -> jobs.find(cron.namespace(), reference.name()))
                        .flatMap(Optional::stream)
                        .allMatch(job -> delete(cron, job));
            default -> true;
        };
    }

    private void create(CronJob cron, Instant time, ZoneId zone) {
        var job = make(cron, time, zone);
        Job made;
        try {
            made = client.of(Job.KIND).create(job);
            events.normal(cron, "SuccessfulCreate", "Created job " + made.name());
        } catch (ApiException e) {
            if (!e.isAlreadyExists()) {
                if (!String.valueOf(e.getMessage()).contains("because it is being terminated")) {
                    events.warning(cron, "FailedCreate", "Error creating job: " + e.getMessage());
                }
                throw e;
            }
            // Made in an earlier pass whose status was not written.
            made = client.of(Job.KIND, cron.namespace()).get(job.name());
            if (!Pods.controlledBy(made.metadata(), cron.uid())) {
                throw e;
            }
        }
        boolean replaces = cron.spec().concurrencyPolicy().equals("Replace");
        var active = new ArrayList<ObjectReference>(
                replaces ? List.of() : cron.status().active());
        if (end(made) == null) {
            active.add(EventRecorder.reference(made, ""));
        }
        var status = cron.status().withLastScheduleTime(Timestamps.of(time));
        client.of(CronJob.KIND)
                .updateStatus(cron.withStatus(active.isEmpty() ? status.withoutActive() : status.withActive(active)));
    }

    /** The name says the time, so that no time gets two Jobs. */
    static Job make(CronJob cron, Instant time, ZoneId zone) {
        var template = cron.spec().jobTemplate();
        var annotations = new HashMap<>(template.metadata().annotations());
        annotations.put(
                SCHEDULED,
                DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time.atZone(zone).toOffsetDateTime()));
        return Job.EMPTY
                .withMetadata(meta -> meta.withName(cron.name() + "-" + time.getEpochSecond() / 60)
                        .withNamespace(cron.namespace())
                        .withLabels(template.metadata().labels())
                        .withAnnotations(annotations)
                        .withOwnerReferences(List.of(Pods.controllerReference(cron))))
                .withSpec(template.spec());
    }
}
