package io.navarch.bench.api;

import io.navarch.bench.http2.Exchange;
import io.navarch.bench.http2.Lane;
import io.navarch.bench.http2.Request;
import io.navarch.bench.report.Line;
import io.navarch.bench.report.Report;
import io.navarch.bench.server.ServerProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** How long a server takes to start, and what it needs when nobody asks anything. */
final class Lifetime {
    private static final int PODS = 16_500;
    private static final long REST_MILLIS = 10_000;
    private static final Pattern REMAINING = Pattern.compile("\"remainingItemCount\":(\\d+)");

    private final Report report;
    private final int starts;

    Lifetime(Report report, int starts) {
        this.report = report;
        this.starts = starts;
    }

    /** Times starts on an empty folder; the last of the servers stays. */
    ServerProcess coldStart() throws IOException, InterruptedException {
        report.note("start");
        var seconds = new ArrayList<Double>();
        var cpu = new ArrayList<Double>();
        while (true) {
            var process = ServerProcess.start();
            seconds.add(process.startTime().toNanos() / 1e9);
            cpu.add(process.figures().cpuNanos() / 1e9);
            if (seconds.size() >= starts) {
                report.add(new Line("cold start, empty", median(seconds), " s", 3.9, 3.9, starts(seconds, cpu)));
                return process;
            }
            process.close();
        }
    }

    void idle(ServerProcess process) throws InterruptedException {
        Thread.sleep(REST_MILLIS);
        long before = process.figures().cpuNanos();
        Thread.sleep(REST_MILLIS / 2);
        double cpu = (process.figures().cpuNanos() - before) / 1e4 / (REST_MILLIS / 2.0);
        report.add(new Line(
                "idle after start, resident",
                process.figures().residentBytes() / (double) (1 << 20),
                " MiB",
                439,
                439 / 250.0,
                String.format(Locale.ROOT, "everything but nodes; %.1f%% of a core", cpu)));
    }

    /** Fills up to the number of pods that upstream was started with, and starts again. */
    void warmStart(ServerProcess process, Site site) throws IOException, InterruptedException {
        report.note("restart");
        int missing = site.scaled(PODS) - stored(site);
        if (missing > 0) {
            site.prepare("bench-fill");
            var prefix = "f" + Long.toString(System.nanoTime(), 36) + "-";
            new Flood(site.target(), 16, 4, site.limit().multipliedBy(3))
                    .run(
                            Lane.Source.of(missing, i -> Request.post(Site.pods("bench-fill"), Pods.small(prefix + i))),
                            site.figures());
        }
        var seconds = new ArrayList<Double>();
        var cpu = new ArrayList<Double>();
        for (int i = 0; i < starts; i++) {
            process.restart();
            seconds.add(process.startTime().toNanos() / 1e9);
            cpu.add(process.figures().cpuNanos() / 1e9);
        }
        int pods = stored(site);
        report.add(new Line(
                String.format(Locale.ROOT, "warm start with %,d pods", pods),
                median(seconds),
                " s",
                5.5,
                5.5 / 1.5,
                starts(seconds, cpu)));
        report.add(new Line(
                String.format(Locale.ROOT, "resident with %,d pods", pods),
                process.figures().residentBytes() / (double) (1 << 20),
                " MiB",
                Double.NaN,
                Double.NaN,
                "after the start"));
    }

    private static int stored(Site site) throws IOException {
        try (var admin = new Exchange(site.admin())) {
            var list = admin.call(Request.get("/api/v1/pods?limit=1")).orFail().text();
            var rest = REMAINING.matcher(list);
            return rest.find() ? 1 + Integer.parseInt(rest.group(1)) : 0;
        }
    }

    private static double median(List<Double> values) {
        var sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }

    private static String starts(List<Double> seconds, List<Double> cpu) {
        var text = new StringBuilder();
        for (int i = 0; i < seconds.size(); i++) {
            text.append(i == 0 ? "" : ", ")
                    .append(String.format(Locale.ROOT, "%.2f s (CPU %.2f s)", seconds.get(i), cpu.get(i)));
        }
        return text.toString();
    }
}
