package io.navarch.embedded;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/** The time of a cluster: that of the machine, or one that stands still until the test moves it. */
public interface ClusterClock {
    /** What time it is in the cluster. */
    Instant now();

    /** Whether the time only moves when the test moves it. */
    boolean isManual();

    /**
     * Moves the time, step by step, so that everybody keeps up: what falls due on the way is done at its time.
     *
     * @throws IllegalStateException when the clock is not manual
     */
    void advance(Duration duration) throws InterruptedException;

    /**
     * Moves the time until the condition holds.
     *
     * @throws IllegalStateException when it does not hold after 30 seconds of real time
     */
    void runUntil(BooleanSupplier condition) throws InterruptedException;
}
