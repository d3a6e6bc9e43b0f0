package io.navarch.runtime;

import java.time.Duration;
import java.time.Instant;

/**
 * The only source of time in the product, so that tests can hold it still. Thread-safe.
 *
 * <p>{@link #system()} follows the machine; {@link ManualClock} moves when it is told to.
 */
public interface Clock extends AutoCloseable {
    /** The wall clock. */
    Instant now();

    /** A clock that never goes back, for measuring; in nanoseconds from an arbitrary origin. */
    long nanos();

    /**
     * Runs the task once after the delay, on a virtual thread of its own (a manual clock: on the thread that advances it).
     *
     * @return cancels the task if it has not begun
     */
    Timer after(Duration delay, Runnable task);

    /** Blocks the calling thread for the duration of this clock's time. */
    void sleep(Duration duration) throws InterruptedException;

    /** Ends the timers that are pending. */
    @Override
    void close();

    /** A pending task. */
    interface Timer {
        void cancel();
    }

    /** A new clock that follows the machine; it owns one daemon thread once a timer is set. */
    static Clock system() {
        return new SystemClock();
    }
}
