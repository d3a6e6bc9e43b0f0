package io.navarch.store.mvcc;

import io.navarch.runtime.activity.Activity;
import io.navarch.runtime.activity.Work;
import io.navarch.store.StoreClosedException;
import io.navarch.store.StoreException;
import io.navarch.store.Watch;
import io.navarch.store.WatchListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Tells every watch the commits it has not heard of. One thread, {@code store-watch}, goes round the watches, each of
 * which stands at its own place of the history; writers only wake it.
 */
final class WatchHub implements AutoCloseable {
    private final History history;
    private final List<WatchCursor> cursors = new CopyOnWriteArrayList<>();
    private final AtomicBoolean work = new AtomicBoolean();
    private volatile boolean closed;
    private final Thread thread;
    private final Activity activity;

    /** The present round of telling; null while the thread rests. Whoever wakes the thread begins it. */
    private final AtomicReference<@Nullable Work> round = new AtomicReference<>();

    WatchHub(History history, Activity activity) {
        this.history = history;
        this.activity = activity;
        this.thread = Thread.ofPlatform().name("store-watch").daemon().unstarted(this::run);
        thread.start();
    }

    Watch watch(String prefix, long fromRevision, WatchListener listener) {
        Commit place = history.before(fromRevision);
        WatchCursor cursor = new WatchCursor(prefix, fromRevision, listener, place, cursors::remove);
        cursors.add(cursor);
        if (closed) {
            cursor.close();
            throw new StoreClosedException();
        }
        signal();
        return cursor;
    }

    /** There may be new commits. */
    void signal() {
        if (work.getAndSet(true) || round.get() != null) {
            return; // The thread is at it, and looks again before it rests.
        }
        var begun = activity.begin("store-watch");
        if (round.compareAndSet(null, begun)) {
            LockSupport.unpark(thread);
        } else {
            begun.close();
        }
    }

    private void run() {
        while (!closed) {
            work.set(false);
            boolean behind = advance();
            if (!behind && !work.get()) {
                rest();
            }
        }
        while (advance()) {
            // what was published before the end is still told
        }
        StoreException cause = new StoreClosedException();
        cursors.forEach(cursor -> cursor.end(cause));
    }

    /** Waits for work; ends the round unless work came at the last moment. */
    private void rest() {
        var ended = round.getAndSet(null);
        if (work.get() && round.compareAndSet(null, ended)) {
            return;
        }
        if (ended != null) {
            ended.close();
        }
        while (!work.get() && round.get() == null && !closed) {
            LockSupport.park(this);
        }
    }

    /** Moves every watch on; true when one has still more to hear. */
    private boolean advance() {
        boolean behind = false;
        for (WatchCursor cursor : cursors) {
            behind |= cursor.advance();
        }
        return behind;
    }

    /** Ends all watches. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        if (Thread.currentThread() != thread) {
            joinThread();
        }
    }

    private void joinThread() {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
