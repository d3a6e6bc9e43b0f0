package io.navarch.apiserver.watchcache;

import io.navarch.apiserver.request.ApiResponse;
import io.navarch.runtime.activity.Activity;
import io.navarch.runtime.activity.IdleCondition;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One watch: a queue of references to events that its reader turns into frames. The cache's thread only adds to the queue and
 * never waits; a reader that lags too far behind is cut off and has to list again.
 */
final class CacheWatcher implements ApiResponse.Frames {
    /** A queue this long says that the reader will never catch up. */
    static final int LONGEST_QUEUE = 100_000;

    private final WatchCache cache;
    private final Selection selection;
    private final Selection quick;
    private final Encoding encoding;
    private final boolean bookmarks;
    private final ReentrantLock lock = new ReentrantLock();
    private final IdleCondition changed;

    /** {@link CacheEvent}s, and frames that are ready. */
    private final ArrayDeque<Object> queue = new ArrayDeque<>(4);

    private Iterator<CachedObject> initial = java.util.Collections.emptyIterator();
    private byte @Nullable [] afterInitial;
    private boolean ended;

    CacheWatcher(WatchCache cache, Selection selection, Encoding encoding, boolean bookmarks, Activity activity) {
        this.cache = cache;
        this.selection = selection;
        this.quick = selection.quick();
        this.encoding = encoding;
        this.bookmarks = bookmarks;
        this.changed = activity.condition(lock);
    }

    /** What comes before all events, selected without the terms that take their time; set before the watcher is handed out. */
    void startWith(Iterator<CachedObject> objects, byte @Nullable [] then) {
        initial = objects;
        afterInitial = then;
    }

    Selection selection() {
        return selection;
    }

    /** Queues the event if it may be seen. Called under the cache's lock. */
    void offer(CacheEvent event) {
        if (event.seenThrough(quick) != null) {
            enqueue(event);
        }
    }

    /** Queues a bookmark if the client wants them. Called under the cache's lock. */
    void offerBookmark(long revision) {
        if (bookmarks) {
            enqueue(encoding.bookmark(revision, false));
        }
    }

    private void enqueue(Object item) {
        lock.lock();
        try {
            if (ended) {
                return;
            }
            if (queue.size() >= LONGEST_QUEUE) {
                queue.clear();
                ended = true;
            } else {
                queue.add(item);
            }
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the watch after what is queued. */
    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean hasEnded() {
        lock.lock();
        try {
            return ended;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public byte @Nullable [] next() throws InterruptedException {
        var frame = nextInitial();
        while (frame == null) {
            Object item;
            lock.lockInterruptibly();
            try {
                while (queue.isEmpty()) {
                    if (ended) {
                        return null;
                    }
                    changed.await();
                }
                item = queue.remove();
            } finally {
                lock.unlock();
            }
            frame = frame(item);
        }
        return frame;
    }

    @Override
    public byte @Nullable [] poll() {
        var frame = nextInitial();
        while (frame == null) {
            Object item;
            lock.lock();
            try {
                item = queue.poll();
            } finally {
                lock.unlock();
            }
            if (item == null) {
                return null;
            }
            frame = frame(item);
        }
        return frame;
    }

    private byte @Nullable [] nextInitial() {
        while (initial.hasNext()) {
            var object = initial.next();
            if (selection == quick || selection.matches(object)) {
                return encoding.event(EventType.ADDED, object.json(), object.revision());
            }
        }
        var then = afterInitial;
        afterInitial = null;
        return then;
    }

    /** The queued item as a frame, or null if a second look shows that it is not seen. */
    private byte @Nullable [] frame(Object item) {
        if (!(item instanceof CacheEvent event)) {
            return (byte[]) item;
        }
        var type = event.seenThrough(selection);
        return type == null ? null : event.frame(encoding, type);
    }

    @Override
    public void close() {
        cache.remove(this);
        lock.lock();
        try {
            queue.clear();
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
