package io.navarch.apiserver.registry;

import io.navarch.apiserver.ApiServerConfig;
import io.navarch.runtime.Clock;
import io.navarch.store.HistoryWindow;
import io.navarch.store.Store;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Has the store forget what has left its window of history, every five minutes as upstream's API server does. */
public final class HistoryCompactor implements AutoCloseable {
    private static final Duration PERIOD = Duration.ofMinutes(5);

    private final HistoryWindow window;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private Clock.@Nullable Timer timer;
    private boolean closed;

    public HistoryCompactor(Store store, Clock clock, ApiServerConfig.History history) {
        this.window = new HistoryWindow(store, clock, history.age(), history.revisions());
        this.clock = clock;
    }

    /** Begins; called once. */
    public HistoryCompactor start() {
        trim();
        return this;
    }

    private void trim() {
        window.trim();
        lock.lock();
        try {
            if (!closed) {
                timer = clock.after(PERIOD, Clock.Routine.UPKEEP, this::trim);
            }
        } finally {
            lock.unlock();
        }
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
