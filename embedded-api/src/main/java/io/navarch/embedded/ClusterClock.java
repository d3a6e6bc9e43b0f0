package io.navarch.embedded;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/**
 * The time of a cluster: that of the machine, or one that stands still until the test moves it. All of the cluster follows it:
 * leases, node failure, back-off, probes, deadlines, time to live, schedules, certificates and tokens.
 *
 * <p>Time that is moved goes from one thing that is due to the next, and waits at each until the cluster has done everything
 * that follows. In a time in which nothing happens, signs of life (a node's lease, its heartbeat) are not all given, but always
 * the last ones before something happens. So an idle year takes no longer than a few idle minutes.
 */
public interface ClusterClock {
    /** What time it is in the cluster. */
    Instant now();

    /** Whether the time only moves when the test moves it. */
    boolean isManual();

    /** Stops the time where it is; what is pending stays pending. Does nothing if it stands. */
    ClusterClock manual();

    /** Lets the time go on by itself from where it stands, as fast as the machine's. Does nothing if it does. */
    ClusterClock automatic();

    /**
     * Moves the time, step by step, so that everybody keeps up: what falls due on the way is done at its time. A clock that
     * follows the machine's goes on from there.
     */
    void advance(Duration duration) throws InterruptedException;

    /**
     * Moves the time until the condition holds. It is asked whenever the cluster is quiet.
     *
     * @throws IllegalStateException when the clock is not manual, or the condition does not hold after 30 seconds of real time
     *     or 400 days of the cluster's
     */
    void runUntil(BooleanSupplier condition) throws InterruptedException;

    /**
     * Moves the time until the condition holds, for no longer than that time of the cluster.
     *
     * @return whether it holds
     * @throws IllegalStateException when the clock is not manual
     */
    boolean runUntil(BooleanSupplier condition, Duration atMost) throws InterruptedException;

    /**
     * Moves the time until nothing has changed in the cluster for that long, signs of life aside: every Job has ended, nothing
     * is backing off for a shorter while.
     *
     * @throws IllegalStateException when the clock is not manual, or something changes all the time
     */
    void runUntilQuiet(Duration still) throws InterruptedException;
}
