package io.navarch.runtime;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Random numbers that a seed repeats although many threads draw them: what is drawn for a purpose depends on the seed, the purpose, the
 * time of the clock and how often it was drawn for that purpose at that time, and not on what others draw meanwhile. For tests: it can
 * be foretold. Thread-safe.
 */
public final class SeededRandom implements RandomGenerator {
    private final long seed;
    private final Clock clock;
    private final SplittableRandom own;
    private final Map<String, Integer> drawn = new HashMap<>();
    private Instant drawnAt = Instant.MIN;

    public SeededRandom(long seed, Clock clock) {
        this.seed = seed;
        this.clock = clock;
        this.own = new SplittableRandom(seed);
    }

    /** A number for nothing in particular, from one sequence for all. */
    @Override
    public synchronized long nextLong() {
        return own.nextLong();
    }

    /** The numbers for a purpose, such as an object's uid, this time. */
    RandomGenerator of(String purpose) {
        return new SplittableRandom(mixed(purpose, count(purpose)));
    }

    /** How often it was drawn for that purpose while the clock shows the same. */
    private synchronized int count(String purpose) {
        var now = clock.now();
        if (!now.equals(drawnAt)) {
            drawn.clear();
            drawnAt = now;
        }
        return drawn.merge(purpose, 1, Integer::sum);
    }

    private long mixed(String purpose, int count) {
        var now = clock.now();
        long mixed = seed;
        for (long part : new long[] {now.getEpochSecond(), now.getNano(), count}) {
            mixed = new SplittableRandom(mixed ^ part).nextLong();
        }
        for (int i = 0; i < purpose.length(); i++) {
            mixed = mixed * 1_000_003 + purpose.charAt(i);
        }
        return mixed;
    }

    /** A generator for one kind of decisions: a sequence of its own if the generator is seeded, else the generator itself. */
    public static RandomGenerator branch(RandomGenerator random, String purpose) {
        return random instanceof SeededRandom seeded
                ? new SeededRandom(new SplittableRandom(seeded.seed ^ purpose.hashCode()).nextLong(), seeded.clock)
                : random;
    }
}
