package io.navarch.kubelet.pod;

import io.navarch.runtime.Clock;
import io.navarch.runtime.activity.IdleCondition;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Wakes one waiting thread when something happened, at the latest after a while. Rings while nobody waits count once. */
final class Mailbox {
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final IdleCondition bell;
    private boolean rung;

    Mailbox(Clock clock) {
        this.clock = clock;
        this.bell = clock.activity().condition(lock);
    }

    void ring() {
        lock.lock();
        try {
            rung = true;
            bell.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Whether something has happened of which nobody knows yet. */
    boolean isRung() {
        lock.lock();
        try {
            return rung;
        } finally {
            lock.unlock();
        }
    }

    /** Returns when it rang, or after that time; and each period as a matter of routine. */
    void await(@Nullable Duration atMost, Duration period) throws InterruptedException {
        if (atMost == null || atMost.compareTo(period) > 0) {
            var routine = clock.after(period, Clock.Routine.LOOK, this::ring);
            try {
                awaitBell(atMost);
            } finally {
                routine.cancel();
            }
        } else {
            awaitBell(atMost);
        }
    }

    private void awaitBell(@Nullable Duration atMost) throws InterruptedException {
        boolean waits = atMost == null || atMost.isPositive();
        var timer = atMost != null && waits ? clock.after(atMost, this::ring) : null;
        lock.lockInterruptibly();
        try {
            while (waits && !rung) {
                bell.await();
            }
            rung = false;
        } finally {
            lock.unlock();
            if (timer != null) {
                timer.cancel();
            }
        }
    }
}
