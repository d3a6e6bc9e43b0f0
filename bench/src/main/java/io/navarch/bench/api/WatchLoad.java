package io.navarch.bench.api;

import io.navarch.bench.http2.Exchange;
import io.navarch.bench.http2.Lane;
import io.navarch.bench.http2.Request;
import io.navarch.bench.report.Line;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/** Updates pods that many watch. */
final class WatchLoad implements Load {
    private static final String NAMESPACE = "bench-watch";
    private static final int UPDATES = 1_000;
    private static final int WRITERS = 16;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Pattern REVISION = Pattern.compile("\"resourceVersion\":\"(\\d+)\"");

    /** Upstream's seconds until all had all, and server CPU per event in microseconds. */
    private record Round(int watchers, int connections, double seconds, double owedSooner, double cpuMicros) {}

    @Override
    public String name() {
        return "watch";
    }

    @Override
    public void run(Site site) throws IOException, InterruptedException {
        site.prepare(NAMESPACE);
        var path = Site.pods(NAMESPACE);
        int updates = site.scaled(UPDATES);
        new Flood(site.target(), WRITERS, 4, site.limit())
                .run(Lane.Source.of(updates, i -> Request.post(path, Pods.large("p" + i))), site.figures());
        run(site, new Round(100, 1, 11.2, Double.NaN, 138), updates);
        run(site, new Round(1_000, 10, 100, 2, 118), updates);
    }

    private static void run(Site site, Round round, int updates) throws IOException, InterruptedException {
        var path = Site.pods(NAMESPACE);
        long expected = (long) round.watchers * updates;
        try (var crowd = Crowd.of(site.target(), round.watchers, round.connections, watchPath(site, path), updates)) {
            crowd.awaitOpen(PATIENCE);
            var mark = Long.toString(System.nanoTime(), 36);
            long cpu = site.figures().cpuNanos();
            long begun = System.nanoTime();
            var writers = new Flood(site.target(), WRITERS, WRITERS, PATIENCE)
                    .run(
                            Lane.Source.of(
                                    updates,
                                    i -> Request.mergePatch(
                                            path + "/p" + i,
                                            ("{\"metadata\":{\"annotations\":{\"bench/mark\":\"" + mark + "\"}}}")
                                                    .getBytes(StandardCharsets.UTF_8))),
                            site.figures());
            boolean complete = crowd.awaitAll(PATIENCE);
            double seconds = (System.nanoTime() - begun) / 1e9;
            cpu = site.figures().cpuNanos() - cpu;
            var all = (complete ? "" : "INCOMPLETE, ") + crowd.cutOff() + " watches cut off, "
                    + String.format(
                            Locale.ROOT, "%,.0f events/s, %.0f MB", crowd.events() / seconds, crowd.bytes() / 1e6)
                    + "; writers: " + writers.details();
            var work = "watch, " + round.watchers + " watchers × " + updates + " updates";
            site.report().add(new Line(work + ": all have all", seconds, " s", round.seconds, round.owedSooner, all));
            if (site.figures().isKnown()) {
                site.report()
                        .add(new Line(
                                work + ": server CPU per event", cpu / 1e3 / expected, " µs", round.cpuMicros, 10, ""));
            }
        }
    }

    private static String watchPath(Site site, String path) throws IOException {
        try (var user = new Exchange(site.target())) {
            var list = user.call(Request.get(path + "?limit=1")).orFail().text();
            var found = REVISION.matcher(list);
            if (!found.find()) {
                throw new IllegalStateException("a list without resourceVersion: " + list);
            }
            return path + "?watch=true&resourceVersion=" + found.group(1);
        }
    }
}
