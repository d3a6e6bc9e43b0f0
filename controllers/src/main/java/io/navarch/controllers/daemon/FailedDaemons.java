package io.navarch.controllers.daemon;

import io.navarch.runtime.Clock;
import io.navarch.runtime.queue.BackOff;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How long to wait before a pod that failed on a node is replaced there: longer with each failure. Thread-safe. */
final class FailedDaemons {
    private static final Duration LONGEST = Duration.ofMinutes(15);

    private final BackOff backOff = new BackOff(Duration.ofSeconds(1), LONGEST);
    private final Map<String, Failure> failures = new ConcurrentHashMap<>();
    private final Clock clock;

    private record Failure(int count, Instant at) {}

    FailedDaemons(Clock clock) {
        this.clock = clock;
    }

    /** Zero or less if the pod may be replaced now, which counts as a failure; otherwise how long to wait. */
    Duration untilReplaced(String place) {
        var now = clock.now();
        failures.values()
                .removeIf(failure -> failure.at().plus(LONGEST.multipliedBy(2)).isBefore(now));
        var before = failures.get(place);
        var left = before == null
                ? Duration.ZERO
                : Duration.between(now, before.at().plus(backOff.delay(before.count())));
        if (!left.isPositive()) {
            failures.put(place, new Failure(before == null ? 1 : before.count() + 1, now));
        }
        return left;
    }
}
