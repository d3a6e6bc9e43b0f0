package io.navarch.runtime.activity;

import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A queue without bounds between threads; who waits for a message is idle. Thread-safe. */
public final class Inbox<T> {
    private final ReentrantLock lock = new ReentrantLock();
    private final IdleCondition filled;
    private final ArrayDeque<T> messages = new ArrayDeque<>();

    public Inbox(Activity activity) {
        this.filled = activity.condition(lock);
    }

    public void add(T message) {
        lock.lock();
        try {
            messages.add(message);
            filled.signal();
        } finally {
            lock.unlock();
        }
    }

    /** The next message; waits for one. */
    public T take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (messages.isEmpty()) {
                filled.await();
            }
            return messages.remove();
        } finally {
            lock.unlock();
        }
    }

    /** The next message, or null if there is none now. */
    public @Nullable T poll() {
        lock.lock();
        try {
            return messages.poll();
        } finally {
            lock.unlock();
        }
    }

    public int size() {
        lock.lock();
        try {
            return messages.size();
        } finally {
            lock.unlock();
        }
    }
}
