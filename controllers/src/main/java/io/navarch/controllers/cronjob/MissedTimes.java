package io.navarch.controllers.cronjob;

import io.navarch.model.Timestamps;
import io.navarch.model.batch.v1.CronJob;
import java.time.Instant;
import java.util.Optional;

/**
 * The times of a schedule that have come since the last Job was made. Pure logic.
 *
 * @param latest the one to make up for, if any
 * @param tooMany whether there are more than a hundred, which says that something is wrong
 */
record MissedTimes(Optional<Instant> latest, boolean tooMany) {
    private static final int MANY = 100;

    static MissedTimes of(CronJob cron, CronSchedule schedule, Instant now) {
        var since = cron.status().hasLastScheduleTime()
                ? Timestamps.instantOrEpoch(cron.status().lastScheduleTime())
                : Timestamps.instantOrEpoch(cron.metadata().creationTimestamp());
        if (cron.spec().hasStartingDeadlineSeconds()) {
            var earliest = now.minusSeconds(cron.spec().startingDeadlineSeconds());
            since = earliest.isAfter(since) ? earliest : since;
        }
        Optional<Instant> latest = Optional.empty();
        int count = 0;
        for (var time = schedule.next(since);
                time.isPresent() && !time.get().isAfter(now);
                time = schedule.next(time.get())) {
            latest = time;
            count++;
            if (count > MANY) {
                // Far behind: begin again close to now instead of counting for days.
                latest = lastBefore(schedule, time.get(), now);
                return new MissedTimes(latest, !cron.spec().hasStartingDeadlineSeconds());
            }
        }
        return new MissedTimes(latest, false);
    }

    /** Halves the span that is not searched until its end is near. */
    private static Optional<Instant> lastBefore(CronSchedule schedule, Instant known, Instant now) {
        var from = known;
        for (long span = java.time.Duration.between(from, now).toSeconds() / 2; span > 0; span /= 2) {
            var later = schedule.next(from.plusSeconds(span));
            if (later.isPresent() && !later.get().isAfter(now)) {
                from = later.get();
            }
        }
        for (var time = schedule.next(from);
                time.isPresent() && !time.get().isAfter(now);
                time = schedule.next(time.get())) {
            from = time.get();
        }
        return Optional.of(from);
    }
}
