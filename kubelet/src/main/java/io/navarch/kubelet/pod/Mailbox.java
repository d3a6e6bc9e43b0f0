package io.navarch.kubelet.pod;

import io.navarch.runtime.Clock;
import io.navarch.runtime.activity.IdleCondition;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

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

    /** Returns when it rang, or after the duration of the clock's time. */
    void await(Duration atMost) throws InterruptedException {
        var timer = atMost.isPositive() ? clock.after(atMost, this::ring) : null;
        lock.lockInterruptibly();
        try {
            while (timer != null && !rung) {
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
