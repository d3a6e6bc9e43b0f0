package io.navarch.apiserver.registry;

import io.navarch.model.kind.KindDefinition;
import io.navarch.runtime.Clock;
import io.navarch.store.Store;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets objects of some kinds end by themselves: events, an hour after their last write. Objects written within the same
 * minute share a lease, which lasts a minute longer for it. Thread-safe.
 */
final class Lifetimes {
    private static final Duration SHARED = Duration.ofMinutes(1);

    private final Store store;
    private final Clock clock;
    private final Duration events;
    private final ReentrantLock lock = new ReentrantLock();
    private long lease;
    private long sharedUntil;

    Lifetimes(Store store, Clock clock, Duration events) {
        this.store = store;
        this.clock = clock;
        this.events = events;
    }

    /** The lease for an object of the kind that is written now; 0 if it stays until it is deleted. */
    long lease(KindDefinition kind) {
        if (!kind.plural().equals("events") || !kind.group().isEmpty()) {
            return 0;
        }
        lock.lock();
        try {
            long now = clock.nanos();
            if (lease == 0 || now - sharedUntil >= 0) {
                lease = store.grantLease(events.plus(SHARED));
                sharedUntil = now + SHARED.toNanos();
            }
            return lease;
        } finally {
            lock.unlock();
        }
    }
}
