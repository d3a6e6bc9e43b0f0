package io.navarch.runtime;

import io.navarch.runtime.activity.Activity;
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

    /**
     * Sleeps between two rounds of a routine. The same as {@link #sleep}, save that a clock which skips time in which nothing
     * happens may leave rounds out.
     */
    default void sleep(Duration period, Routine routine) throws InterruptedException {
        sleep(period);
    }

    /** Runs the next round of a routine; a clock which skips time in which nothing happens may leave rounds out. */
    default Timer after(Duration period, Routine routine, Runnable task) {
        return after(period, task);
    }

    /**
     * Waits for real time, whatever this clock says: for what other threads are at, which takes no time of this clock's.
     */
    default void letOthersWork(Duration duration) throws InterruptedException {
        SystemClock.pause(duration);
    }

    /** Where those that follow this clock tell what they are busy with. */
    default Activity activity() {
        return Activity.UNTRACKED;
    }

    /** What is done again and again even when nothing happens in the cluster. */
    enum Routine {
        /** Says that somebody lives. Of rounds that are left out, the last one is made. */
        SIGN_OF_LIFE,

        /** Looks whether there is something to do. Rounds may be left out once one was made since the last thing happened. */
        LOOK,

        /** Keeps things tidy. Rounds may be left out as long as nothing happens. */
        UPKEEP
    }

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
