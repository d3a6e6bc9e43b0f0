package io.navarch.kubelet.pod;

import io.navarch.runtime.Clock;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/** Wakes one waiting thread when something happened, at the latest after a while. Rings while nobody waits count once. */
final class Mailbox {
    private final Clock clock;
    private final Semaphore bell = new Semaphore(0);

    Mailbox(Clock clock) {
        this.clock = clock;
    }

    void ring() {
        if (bell.availablePermits() == 0) {
            bell.release();
        }
    }

    /** Returns when it rang, or after the duration of the clock's time. */
    void await(Duration atMost) throws InterruptedException {
        if (!atMost.isPositive()) {
            bell.drainPermits();
            return;
        }
        var timer = clock.after(atMost, this::ring);
        try {
            bell.acquire();
            bell.drainPermits();
        } finally {
            timer.cancel();
        }
    }
}
