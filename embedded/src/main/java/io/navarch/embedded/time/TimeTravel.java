package io.navarch.embedded.time;

import io.navarch.runtime.Clock;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Moves a clock that stands from one thing that is due to the next, and lets the cluster do what follows from each before it
 * goes on. In a time in which nothing happens it leaves rounds of routines out, so that an idle hour costs no more than an
 * idle minute: signs of life are given a last time before the end of that time, so leases are as fresh as if all had been
 * given, and who looks after them looks after that. One thread moves time; others wait for their turn.
 */
public final class TimeTravel {
    /** A cluster that does not become quiet for so long is at fault. */
    public static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ClusterTime time;
    private final ReentrantLock turn = new ReentrantLock();

    /** How long after the last thing that happened all rounds of routines are made. */
    private final long attentive;

    /** A number that grows with every change of the cluster. */
    private final LongSupplier changes;

    /** When something changed the last time, signs of life aside; whoever comes to move time may have changed something. */
    private volatile long lastChange;

    /** When something was due the last time that was no routine, or changed something. Belongs to whose turn it is. */
    private long lastHappening;

    /**
     * @param attentive longer than it takes a routine to notice that something which should happen does not
     * @param changes a number that grows with every change of the cluster
     */
    public TimeTravel(ClusterTime time, Duration attentive, LongSupplier changes) {
        this.time = time;
        this.attentive = attentive.toNanos();
        this.changes = changes;
    }

    /** Lets that much time go by. */
    public void advance(Duration duration) throws InterruptedException {
        travel(duration, () -> false);
    }

    /** Lets time go by until the condition holds, which is asked whenever the cluster is quiet; false if that was too long. */
    public boolean travel(Duration most, BooleanSupplier until) throws InterruptedException {
        turn.lockInterruptibly();
        try {
            long end = time.nanos() + most.toNanos();
            lastChange = time.nanos();
            lastHappening = lastChange;
            time.moveTo(lastChange);
            quiet();
            while (!until.getAsBoolean()) {
                if (!step(end)) {
                    return until.getAsBoolean();
                }
            }
            return true;
        } finally {
            turn.unlock();
        }
    }

    /** Lets the next thing happen, if it is due by then, or else moves time to the end; false if that is reached. */
    private boolean step(long end) throws InterruptedException {
        var due = takeNext(end);
        if (due == null) {
            time.moveTo(end);
            return false;
        }
        long before = changes.getAsLong();
        due.wake().up();
        quiet();
        boolean changed = due.routine() != Clock.Routine.SIGN_OF_LIFE && changes.getAsLong() != before;
        if (changed) {
            lastChange = time.nanos();
        }
        if (changed || due.routine() == null) {
            lastHappening = time.nanos();
        }
        return true;
    }

    /** How much of the cluster's time has gone by since something changed in it, signs of life aside. */
    Duration sinceLastChange() {
        return Duration.ofNanos(time.nanos() - lastChange);
    }

    /** The condition, which throws when it does not hold although real time has gone by for as long as is bearable. */
    BooleanSupplier untilPatienceEnds(BooleanSupplier condition) {
        long end = time.machine().nanos() + PATIENCE.toNanos();
        return () -> {
            if (condition.getAsBoolean()) {
                return true;
            }
            if (time.machine().nanos() > end) {
                throw new IllegalStateException("the condition does not hold after " + PATIENCE.toSeconds() + " s");
            }
            return false;
        };
    }

    private @Nullable Pending takeNext(long end) {
        var taken = new Pending[1];
        time.locked(() -> {
            var next = time.agenda().next();
            if (next != null && next.routine() != null && next.due() <= end && next.due() - lastHappening > attentive) {
                time.agenda().skip(lastHappening, end);
            }
            var due = time.agenda().take(end);
            if (due != null) {
                time.moveTo(due.due());
                taken[0] = due;
            }
        });
        return taken[0];
    }

    private void quiet() throws InterruptedException {
        time.activity().awaitQuiet(PATIENCE);
    }
}
