package io.navarch.runtime;

import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * A clock that stands still until it is advanced. Timers that fall due run in their order on the advancing thread, each at its
 * own time; sleepers wake when their time has come.
 */
public final class ManualClock implements Clock {
    private final PriorityQueue<Pending> pending = new PriorityQueue<>();
    private Instant now;
    private long nanos;
    private long sequence;

    private record Pending(Instant at, long sequence, Runnable task) implements Comparable<Pending> {
        @Override
        public int compareTo(Pending other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
        }
    }

    public ManualClock(Instant start) {
        now = start;
    }

    @Override
    public synchronized Instant now() {
        return now;
    }

    @Override
    public synchronized long nanos() {
        return nanos;
    }

    @Override
    public synchronized Timer after(Duration delay, Runnable task) {
        var entry = new Pending(now.plus(delay.isNegative() ? Duration.ZERO : delay), sequence++, task);
        pending.add(entry);
        return () -> cancel(entry);
    }

    private synchronized void cancel(Pending entry) {
        pending.remove(entry);
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        if (duration.isZero() || duration.isNegative()) {
            return;
        }
        var awake = new CountDownLatch(1);
        var timer = after(duration, awake::countDown);
        try {
            awake.await();
        } finally {
            timer.cancel();
        }
    }

    /** Moves time forward, running what falls due on the way. */
    public void advance(Duration duration) {
        Instant target = now().plus(duration);
        for (var due = nextUntil(target); due != null; due = nextUntil(target)) {
            due.task().run();
        }
        moveTo(target);
    }

    /** When the next timer is due, or null if none is pending. */
    public synchronized @Nullable Instant nextDue() {
        var next = pending.peek();
        return next == null ? null : next.at();
    }

    private synchronized @Nullable Pending nextUntil(Instant target) {
        var next = pending.peek();
        if (next == null || next.at().isAfter(target)) {
            return null;
        }
        pending.remove();
        moveTo(next.at());
        return next;
    }

    private synchronized void moveTo(Instant target) {
        if (target.isAfter(now)) {
            nanos += Duration.between(now, target).toNanos();
            now = target;
        }
    }

    @Override
    public synchronized void close() {
        pending.clear();
    }
}
