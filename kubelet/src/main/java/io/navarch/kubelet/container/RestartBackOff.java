package io.navarch.kubelet.container;

import io.navarch.runtime.Clock;
import io.navarch.runtime.queue.BackOff;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How long a container that ended waits for its next start: not at all the first time, then 10 s, doubled up to 5 minutes;
 * one that ran for 10 minutes begins anew. Used by one pod's worker; anybody may ask
 * what it remembers.
 */
public final class RestartBackOff {
    private static final BackOff DELAYS = new BackOff(Duration.ofSeconds(10), Duration.ofMinutes(5));
    private static final Duration FORGET_AFTER = Duration.ofMinutes(10);

    private final Clock clock;
    private final Map<String, Entry> entries = new ConcurrentHashMap<>();

    /** How often a container was started again, and when the last time. */
    public record Entry(int restarts, Instant lastRestart) {}

    public RestartBackOff(Clock clock) {
        this.clock = clock;
    }

    /** What is remembered, by container. */
    public Map<String, Entry> memory() {
        return Map.copyOf(entries);
    }

    /** Remembers what another did. */
    public void remember(Map<String, Entry> memory) {
        entries.putAll(memory);
    }

    /** A wait that is not over yet. */
    public record Waiting(Duration whole, Duration left) {}

    /** Whether a container that ended then must still wait. */
    public Optional<Waiting> waiting(String container, Instant finishedAt) {
        var entry = entries.get(container);
        if (entry == null) {
            return Optional.empty();
        }
        if (Duration.between(entry.lastRestart(), finishedAt).compareTo(FORGET_AFTER) > 0) {
            entries.remove(container);
            return Optional.empty();
        }
        var whole = DELAYS.delay(entry.restarts());
        var left = Duration.between(clock.now(), finishedAt.plus(whole));
        return left.isPositive() ? Optional.of(new Waiting(whole, left)) : Optional.empty();
    }

    /** The container is started again now. */
    public void restarted(String container) {
        entries.compute(
                container, (name, before) -> new Entry(before == null ? 1 : before.restarts() + 1, clock.now()));
    }
}
