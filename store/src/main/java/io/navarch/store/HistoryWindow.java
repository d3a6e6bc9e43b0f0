package io.navarch.store;

import io.navarch.runtime.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How much history a store keeps: what happened within a time, but no more than a number of revisions. Whoever owns the
 * store calls {@link #trim} every now and then, several times within the window; the history is as much longer as it
 * does so late. Thread-safe.
 */
public final class HistoryWindow {
    private final Store store;
    private final Clock clock;
    private final long ageNanos;
    private final long revisions;
    private final ReentrantLock lock = new ReentrantLock();
    /** Revisions that were current when they were noted, the oldest first. */
    private final Deque<Note> notes = new ArrayDeque<>();

    private record Note(long nanos, long revision) {}

    public HistoryWindow(Store store, Clock clock, Duration age, long revisions) {
        this.store = store;
        this.clock = clock;
        this.ageNanos = age.toNanos();
        this.revisions = revisions;
    }

    /** Compacts what has left the window. */
    public void trim() {
        long target = oldestToKeep();
        if (target > Math.max(1, store.compactedRevision())) {
            store.compact(target);
        }
    }

    private long oldestToKeep() {
        lock.lock();
        try {
            long now = clock.nanos();
            notes.add(new Note(now, store.revision()));
            long target = store.revision() - revisions;
            while (now - notes.getFirst().nanos() >= ageNanos && notes.size() > 1) {
                target = Math.max(target, notes.removeFirst().revision());
            }
            return target;
        } finally {
            lock.unlock();
        }
    }
}
