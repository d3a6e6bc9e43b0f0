package io.navarch.streaming.remotecommand;

import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The sizes a terminal takes on. Only the latest counts: what nobody took in time is replaced by the next. */
public final class Resizes {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable TerminalSize latest;
    private boolean ended;

    /** Waits for the next size; nothing when no more come. */
    public Optional<TerminalSize> next() throws InterruptedException {
        lock.lock();
        try {
            while (latest == null && !ended) {
                changed.await();
            }
            Optional<TerminalSize> next = Optional.ofNullable(latest);
            latest = null;
            return next;
        } finally {
            lock.unlock();
        }
    }

    void put(TerminalSize size) {
        lock.lock();
        try {
            latest = size;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
