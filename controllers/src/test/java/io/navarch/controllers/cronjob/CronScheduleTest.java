package io.navarch.controllers.cronjob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.controllers.Json;
import io.navarch.model.batch.v1.CronJob;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class CronScheduleTest {
    private static String next(String schedule, String zone, String after) {
        return CronSchedule.parse(schedule, ZoneId.of(zone))
                .next(Instant.parse(after))
                .map(Instant::toString)
                .orElse("never");
    }

    private static String next(String schedule, String after) {
        return next(schedule, "UTC", after);
    }

    @Test
    void findsTheNextTime() {
        assertThat(next("* * * * *", "2026-01-01T00:00:00Z")).isEqualTo("2026-01-01T00:01:00Z");
        assertThat(next("*/15 * * * *", "2026-01-01T00:50:00Z")).isEqualTo("2026-01-01T01:00:00Z");
        assertThat(next("30 4 1,15 * *", "2026-01-01T05:00:00Z")).isEqualTo("2026-01-15T04:30:00Z");
        assertThat(next("0 22-23/1 * jan mon-fri", "2026-01-02T23:00:00Z")).isEqualTo("2026-01-05T22:00:00Z");
        assertThat(next("5/20 * * * *", "2026-01-01T00:26:00Z")).isEqualTo("2026-01-01T00:45:00Z");
        assertThat(next("0 0 29 2 *", "2026-01-01T00:00:00Z")).isEqualTo("2028-02-29T00:00:00Z");
        assertThat(next("0 0 30 2 *", "2026-01-01T00:00:00Z")).isEqualTo("never");
    }

    @Test
    void eitherKindOfDayIsEnoughIfBothAreRestricted() {
        assertThat(next("0 0 13 * 5", "2026-01-01T00:00:00Z")).isEqualTo("2026-01-02T00:00:00Z");
        assertThat(next("0 0 13 * *", "2026-01-01T00:00:00Z")).isEqualTo("2026-01-13T00:00:00Z");
        assertThat(next("0 0 */1 * 5", "2026-01-01T00:00:00Z")).isEqualTo("2026-01-02T00:00:00Z");
    }

    @Test
    void knowsDescriptors() {
        assertThat(next("@hourly", "2026-01-01T00:00:00Z")).isEqualTo("2026-01-01T01:00:00Z");
        assertThat(next("@weekly", "2026-01-01T00:00:00Z")).isEqualTo("2026-01-04T00:00:00Z");
        assertThat(next("@yearly", "2026-01-01T00:00:00Z")).isEqualTo("2027-01-01T00:00:00Z");
        assertThat(next("@every 1h30m", "2026-01-01T00:00:00.5Z")).isEqualTo("2026-01-01T01:30:00Z");
    }

    @Test
    void followsTheClocksOfATimeZone() {
        assertThat(next("0 6 * * *", "Asia/Tokyo", "2026-01-01T00:00:00Z")).isEqualTo("2026-01-01T21:00:00Z");
        assertThat(next("TZ=Asia/Tokyo 0 6 * * *", "2026-01-01T00:00:00Z")).isEqualTo("2026-01-01T21:00:00Z");
        // 02:30 is left out on the 29th of March and comes twice on the 25th of October.
        assertThat(next("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z")).isEqualTo("2026-03-30T00:30:00Z");
        assertThat(next("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z")).isEqualTo("2026-10-25T00:30:00Z");
        assertThat(next("30 2 * * *", "Europe/Berlin", "2026-10-25T00:30:00Z")).isEqualTo("2026-10-25T01:30:00Z");
    }

    @Test
    void refusesWhatIsNoSchedule() {
        for (var text : new String[] {
            "", "* * * *", "60 * * * *", "5-1 * * * *", "*/0 * * * *", "x * * * *", "@every soon", "TZ=UTC"
        }) {
            assertThatThrownBy(() -> CronSchedule.parse(text, ZoneOffset.UTC))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static MissedTimes missed(String spec, String status, String now) {
        var cron = Json.read(
                CronJob.KIND,
                "{'metadata':{'name':'c','creationTimestamp':'2026-01-01T00:00:30Z'},'spec':{'schedule':'* * * * *'%s},'status':{%s}}",
                spec,
                status);
        return MissedTimes.of(cron, CronSchedule.parse("* * * * *", ZoneOffset.UTC), Instant.parse(now));
    }

    @Test
    void makesUpForTheLatestTime() {
        assertThat(missed("", "", "2026-01-01T00:00:59Z").latest()).isEmpty();
        assertThat(missed("", "", "2026-01-01T00:03:10Z").latest()).contains(Instant.parse("2026-01-01T00:03:00Z"));
        assertThat(missed("", "'lastScheduleTime':'2026-01-01T00:03:00Z'", "2026-01-01T00:03:10Z")
                        .latest())
                .isEmpty();
        assertThat(missed(",'startingDeadlineSeconds':5", "", "2026-01-01T00:03:10Z")
                        .latest())
                .isEmpty();
    }

    @Test
    void saysWhenItIsFarBehind() {
        var days = missed("", "", "2026-01-05T10:00:30Z");
        assertThat(days.tooMany()).isTrue();
        assertThat(days.latest()).contains(Instant.parse("2026-01-05T10:00:00Z"));
        assertThat(missed(",'startingDeadlineSeconds':100", "", "2026-01-05T10:00:30Z")
                        .tooMany())
                .isFalse();
    }

    @Test
    void namesJobsByTheirTime() {
        var cron = Json.read(CronJob.KIND, """
                {'metadata':{'name':'backup','namespace':'n','uid':'c'},'spec':{'jobTemplate':{'metadata':{'labels':{'a':'b'}},
                  'spec':{'parallelism':2}}}}""");
        var job = CronJobReconciler.make(cron, Instant.parse("2026-01-01T00:05:00Z"), ZoneId.of("Asia/Tokyo"));
        assertThat(job.name()).isEqualTo("backup-29453765");
        assertThat(job.metadata().annotations())
                .containsEntry("batch.kubernetes.io/cronjob-scheduled-timestamp", "2026-01-01T09:05:00+09:00");
        assertThat(job.metadata().labels()).containsEntry("a", "b");
        assertThat(job.spec().parallelism()).isEqualTo(2);
        assertThat(job.metadata().ownerReferences().get(0).kind()).isEqualTo("CronJob");
    }
}
