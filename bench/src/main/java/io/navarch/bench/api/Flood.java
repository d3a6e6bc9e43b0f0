package io.navarch.bench.api;

import io.navarch.bench.http2.Http2Connection;
import io.navarch.bench.http2.Lane;
import io.navarch.bench.http2.Target;
import io.navarch.bench.report.Latencies;
import io.navarch.bench.server.ProcessFigures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Many clients that each send a request as soon as their last one is answered. They share connections evenly; each connection
 * has a thread of its own.
 *
 * @param clients how many requests are under way at once
 * @param connections over how many connections
 */
record Flood(Target target, int clients, int connections, Duration limit) {
    /** What came of it. */
    record Outcome(Latencies latencies, int failures, int failureStatus, long bytes, long nanos, long cpuNanos) {
        double perSecond() {
            return latencies.count() / (nanos / 1e9);
        }

        double cpuMicrosEach() {
            return latencies.count() == 0 ? Double.NaN : cpuNanos / 1e3 / latencies.count();
        }

        String details() {
            var cpu = cpuNanos < 0 ? "" : String.format(Locale.ROOT, ", server CPU %.0f µs each", cpuMicrosEach());
            var failed = failures == 0 ? "" : ", " + failures + " FAILED (" + failureStatus + ")";
            return String.format(
                            Locale.ROOT,
                            "%,d in %.1f s, p50 %.2f ms, p99 %.1f ms",
                            latencies.count(),
                            nanos / 1e9,
                            latencies.millis(0.5),
                            latencies.millis(0.99))
                    + cpu
                    + failed;
        }
    }

    private static final class Tally {
        private final Latencies latencies = new Latencies();
        private int failures;
        private int failureStatus;
        private long bytes;

        void add(int status, long nanos, long size) {
            bytes += size;
            if (status >= 200 && status < 300) {
                latencies.add(nanos);
            } else {
                failures++;
                failureStatus = status;
            }
        }
    }

    /** Runs until the source gives no more or the time is over. */
    Outcome run(Lane.Source source, ProcessFigures server) throws IOException, InterruptedException {
        var open = new ArrayList<Http2Connection>();
        try {
            for (int i = 0; i < connections; i++) {
                open.add(Http2Connection.open(target));
            }
            return run(source, server, open);
        } finally {
            for (var connection : open) {
                connection.close();
            }
        }
    }

    private Outcome run(Lane.Source source, ProcessFigures server, ArrayList<Http2Connection> open)
            throws InterruptedException {
        var go = new CountDownLatch(1);
        var failure = new AtomicReference<@Nullable Exception>();
        var tallies = new ArrayList<Tally>();
        var threads = new ArrayList<Thread>();
        long deadline = System.nanoTime() + limit.toNanos();
        Lane.Source bounded = () -> System.nanoTime() < deadline ? source.next() : null;
        for (int i = 0; i < connections; i++) {
            var connection = open.get(i);
            int depth = clients / connections + (i < clients % connections ? 1 : 0);
            var tally = new Tally();
            tallies.add(tally);
            threads.add(Thread.ofPlatform().name("lane-" + i).start(() -> {
                try {
                    go.await();
                    new Lane(connection, bounded, tally::add).run(depth);
                } catch (IOException | InterruptedException | RuntimeException e) {
                    failure.set(e);
                }
            }));
        }
        long cpu = server.cpuNanos();
        long begun = System.nanoTime();
        go.countDown();
        for (var thread : threads) {
            thread.join();
        }
        long nanos = System.nanoTime() - begun;
        cpu = server.isKnown() ? server.cpuNanos() - cpu : -1;
        var failed = failure.get();
        if (failed != null) {
            throw failed instanceof IOException io ? new UncheckedIOException(io) : new IllegalStateException(failed);
        }
        return sum(tallies, nanos, cpu);
    }

    private static Outcome sum(ArrayList<Tally> tallies, long nanos, long cpu) {
        var latencies = new Latencies();
        int failures = 0;
        int status = 0;
        long bytes = 0;
        for (var tally : tallies) {
            latencies.add(tally.latencies);
            failures += tally.failures;
            status = Math.max(status, tally.failureStatus);
            bytes += tally.bytes;
        }
        return new Outcome(latencies, failures, status, bytes, nanos, cpu);
    }
}
