package io.navarch.streaming.spdy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How much the peer lets us send: one window for the session, one for each stream.
 *
 * <p>The implementation under kubectl, the kubelet and containerd neither keeps windows nor sends updates, so a window
 * binds us only once the peer has shown that it keeps windows: a stream's after a SETTINGS frame with a window size or
 * any update, the session's after an update of it. A peer that announced a size and never updates is taken, after a
 * patience, for one that keeps none.
 */
final class SendWindows {
    static final int INITIAL = 64 * 1024;
    private static final long MAX = Integer.MAX_VALUE;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Window> windows = new ArrayList<>();
    private final long patienceNanos;
    private long session = INITIAL;
    private int initial = INITIAL;
    private boolean announced;
    private boolean updated;
    private boolean sessionUpdated;
    private boolean closed;

    SendWindows(Duration patience) {
        patienceNanos = patience.toNanos();
    }

    /** The window of one stream. */
    static final class Window {
        private long available;
        private boolean closed;

        private Window(long available) {
            this.available = available;
        }
    }

    Window open() {
        lock.lock();
        try {
            Window window = new Window(initial);
            windows.add(window);
            return window;
        } finally {
            lock.unlock();
        }
    }

    void close(Window window) {
        lock.lock();
        try {
            window.closed = true;
            windows.remove(window);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void closeAll() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Takes between 1 and {@code wanted} bytes from the windows, waiting for room where the peer keeps windows. */
    int take(Window window, int wanted) throws IOException {
        lock.lock();
        try {
            while (true) {
                if (closed || window.closed) {
                    throw new IOException("the stream is closed");
                }
                long room = Math.min(sessionUpdated ? session : MAX, announced || updated ? window.available : MAX);
                if (room > 0) {
                    int taken = (int) Math.min(wanted, room);
                    session -= taken;
                    window.available -= taken;
                    return taken;
                }
                await();
            }
        } finally {
            lock.unlock();
        }
    }

    private void await() throws InterruptedIOException {
        try {
            if (updated) {
                changed.await();
            } else if (changed.awaitNanos(patienceNanos) <= 0) {
                announced = false;
                changed.signalAll();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for a window");
        }
    }

    void updateSession(int delta) {
        lock.lock();
        try {
            session += delta;
            sessionUpdated = true;
            updated = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void update(Window window, int delta) {
        lock.lock();
        try {
            window.available += delta;
            updated = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** A new first size, which also shifts the windows of the streams that are open. */
    void initial(int size) {
        lock.lock();
        try {
            announced = true;
            int shift = size - initial;
            initial = size;
            windows.forEach(window -> window.available += shift);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
