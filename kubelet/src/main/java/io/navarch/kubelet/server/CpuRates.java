package io.navarch.kubelet.server;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Rates of counters of processor time, for engines that tell only the totals: from one look to the next. A look that is older
 * than a minute is forgotten. Thread-safe.
 */
final class CpuRates {
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final int REMEMBERED = 10_000;

    private final Map<String, Sample> samples = new ConcurrentHashMap<>();

    private record Sample(Instant at, long total, long rate) {}

    /** Nanoseconds of processor time per second since the last look; empty at the first. */
    OptionalLong nanoCores(String id, Instant at, long total) {
        if (samples.size() > REMEMBERED) {
            samples.clear();
        }
        var now = samples.compute(id, (key, before) -> {
            if (before == null || total < before.total()) {
                return new Sample(at, total, -1);
            }
            var span = Duration.between(before.at(), at);
            if (span.compareTo(SHORTEST) < 0) {
                return before;
            }
            if (span.compareTo(LONGEST) > 0) {
                return new Sample(at, total, -1);
            }
            return new Sample(at, total, (long) ((total - before.total()) / (span.toNanos() / 1e9)));
        });
        return now.rate() < 0 ? OptionalLong.empty() : OptionalLong.of(now.rate());
    }
}
