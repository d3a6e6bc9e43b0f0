package io.navarch.bench.rig;

import io.navarch.bench.report.Line;
import io.navarch.bench.report.Report;
import io.navarch.client.ListOptions;
import io.navarch.client.ObjectList;
import io.navarch.embedded.cluster.EmbeddedCluster;
import io.navarch.embedded.time.ClusterTime;
import io.navarch.model.batch.v1.CronJob;
import io.navarch.model.batch.v1.Job;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code navarch bench time}: how fast an embedded cluster lives through a time that a test moves. */
@Command(
        name = "time",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Move the time of an embedded cluster with one node and a CronJob.")
public final class TimeCommand implements Callable<Integer> {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @Option(names = "--days", defaultValue = "365", description = "How many days. Default: ${DEFAULT-VALUE}.")
    private int days = 365;

    @Override
    public Integer call() throws InterruptedException {
        var report = new Report(System.out);
        report.add(live("idle", ""));
        report.add(live("a daily CronJob", "0 3 * * *"));
        report.add(live("an hourly CronJob", "0 * * * *"));
        report.print();
        return 0;
    }

    private Line live(String what, String schedule) throws InterruptedException {
        try (var cluster = EmbeddedCluster.start(1, ClusterTime.standing(START))) {
            cluster.travel().advance(Duration.ofMinutes(1));
            if (!schedule.isEmpty()) {
                cluster.client().of(CronJob.KIND, "default").create(cronJob(schedule));
            }
            long before = Long.parseLong(jobs(cluster).resourceVersion());
            long begun = System.nanoTime();
            cluster.travel().advance(Duration.ofDays(days));
            double seconds = (System.nanoTime() - begun) / 1e9;
            var kept = jobs(cluster);
            return new Line(
                    days + " days, " + what,
                    seconds,
                    " s",
                    Double.NaN,
                    Double.NaN,
                    String.format(
                            Locale.ROOT,
                            "%,d writes, %d jobs kept",
                            Long.parseLong(kept.resourceVersion()) - before,
                            kept.items().size()));
        }
    }

    private static ObjectList<Job> jobs(EmbeddedCluster cluster) {
        return cluster.client().of(Job.KIND, "default").list(ListOptions.ALL);
    }

    private static CronJob cronJob(String schedule) {
        return CronJob.KIND.read(("""
                {"apiVersion":"batch/v1","kind":"CronJob","metadata":{"name":"tick"},"spec":{"schedule":"%s",
                 "jobTemplate":{"spec":{"template":{"metadata":{"annotations":{"simulated.navarch.io/run-for":"30s"}},
                  "spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"work:1"}]}}}}}}""".formatted(schedule)).getBytes(StandardCharsets.UTF_8));
    }
}
