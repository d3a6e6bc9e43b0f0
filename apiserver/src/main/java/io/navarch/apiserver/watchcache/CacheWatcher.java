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
        this.encoding = encoding;
        this.bookmarks = bookmarks;
        this.changed = activity.condition(lock);
    }

    /** What comes before all events; set before the watcher is handed out. */
    void startWith(Iterator<CachedObject> objects, byte @Nullable [] then) {
        initial = objects;
        afterInitial = then;
    }

    Selection selection() {
        return selection;
    }

    /** Queues the event if it is seen. Called under the cache's lock. */
    void offer(CacheEvent event) {
        if (event.seenThrough(selection) != null) {
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
        var first = nextInitial();
        if (first != null) {
            return first;
        }
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
        return frame(item);
    }

    @Override
    public byte @Nullable [] poll() {
        var first = nextInitial();
        if (first != null) {
            return first;
        }
        Object item;
        lock.lock();
        try {
            item = queue.poll();
        } finally {
            lock.unlock();
        }
        return item == null ? null : frame(item);
    }

    private byte @Nullable [] nextInitial() {
        if (initial.hasNext()) {
            var object = initial.next();
            return encoding.event(EventType.ADDED, object.json(), object.revision());
        }
        var then = afterInitial;
        afterInitial = null;
        return then;
    }

    private byte[] frame(Object item) {
        if (!(item instanceof CacheEvent event)) {
            return (byte[]) item;
        }
        var type = event.seenThrough(selection);
        if (type == null) {
            throw new IllegalStateException("queued event is not selected");
        }
        return event.frame(encoding, type);
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
