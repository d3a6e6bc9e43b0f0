package io.navarch.apiserver.registry;

import io.navarch.runtime.Clock;
import io.navarch.store.FutureRevisionException;
import io.navarch.store.Store;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Has the store forget its history but for the last minutes, as upstream's API server does every five minutes: what was
 * current one period ago stays readable for the lists and watches that go on from there.
 */
public final class HistoryCompactor implements AutoCloseable {
    private final Store store;
    private final Clock clock;
    private final Duration period;
    private final ReentrantLock lock = new ReentrantLock();
    private long last;
    private Clock.@Nullable Timer timer;
    private boolean closed;

    public HistoryCompactor(Store store, Clock clock, Duration period) {
        this.store = store;
        this.clock = clock;
        this.period = period;
    }

    /** Begins; called once. */
    public HistoryCompactor start() {
        schedule();
        return this;
    }

    private void schedule() {
        lock.lock();
        try {
            if (!closed) {
                last = store.revision();
                timer = clock.after(period, this::compact);
            }
        } finally {
            lock.unlock();
        }
    }

    private void compact() {
        try {
            store.compact(last);
        } catch (FutureRevisionException e) {
            // The store was put back to an older state; the next round counts from there.
        }
        schedule();
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            if (timer != null) {
                timer.cancel();
            }
        } finally {
            lock.unlock();
        }
    }
}
