package io.navarch.apiserver.watchcache;

import io.navarch.apiserver.request.ApiResponse;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.Reason;
import io.navarch.model.tree.DecodeException;
import io.navarch.runtime.Clock;
import io.navarch.store.CompactedException;
import io.navarch.store.Record;
import io.navarch.store.Store;
import io.navarch.store.StoreClosedException;
import io.navarch.store.StoreException;
import io.navarch.store.Watch;
import io.navarch.store.WatchEvent;
import io.navarch.store.WatchListener;
import io.navarch.store.mvcc.SortedTree;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The objects of one resource and the newest changes to them, kept up to date by a watch of the store. Readers take immutable
 * snapshots; one lock orders changes and the coming and going of watchers. Thread-safe.
 */
public final class WatchCache implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WatchCache.class);
    private static final Duration BOOKMARK_PERIOD = Duration.ofMinutes(1);

    private final Store store;
    private final Clock clock;
    private final String prefix;
    private final StoredForm form;
    private final ObjectScanner scanner;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition advanced = lock.newCondition();
    private final WatcherIndex watchers = new WatcherIndex();
    private final EventLog log;
    private volatile CacheSnapshot snapshot;
    private @Nullable Watch watch;
    private Clock.@Nullable Timer bookmarkTimer;
    private boolean closed;

    /** @param prefix what the keys of the resource begin with, with a slash at its end */
    public WatchCache(Store store, Clock clock, String prefix, StoredForm form, ObjectScanner scanner) {
        this.store = store;
        this.clock = clock;
        this.prefix = prefix;
        this.form = form;
        this.scanner = scanner;
        this.snapshot = load();
        this.log = new EventLog(snapshot.revision());
    }

    /** Begins to follow the store; called once. */
    public void start() {
        follow(snapshot.revision());
    }

    private void follow(long revision) {
        var listener = new WatchListener() {
            @Override
            public void onEvents(List<WatchEvent> events, long upTo) {
                changed(events, upTo);
            }

            @Override
            public void onEnd(StoreException cause) {
                lost(cause);
            }
        };
        try {
            watch = store.watch(prefix, revision + 1, listener);
        } catch (CompactedException e) {
            lost(e);
        }
    }

    private CacheSnapshot load() {
        var range = store.list(prefix, null, 0, 0);
        var objects = SortedTree.<CachedObject>empty();
        for (var record : range.records()) {
            var object = readable(record);
            objects = object == null ? objects : objects.with(record.key(), object);
        }
        return new CacheSnapshot(range.revision(), objects);
    }

    /** The record with what selectors ask for. */
    public CachedObject cached(Record record) {
        return scanner.scan(record.key(), form.normalised(record.value()), record.modRevision());
    }

    /** The record as it is cached, or null if it is damaged: one broken object must not hide all others. */
    private @Nullable CachedObject readable(Record record) {
        try {
            return cached(record);
        } catch (DecodeException | UncheckedIOException e) {
            LOG.error("object at {} cannot be read and is left out: {}", record.key(), e.getMessage());
            return null;
        }
    }

    private void changed(List<WatchEvent> events, long revision) {
        lock.lock();
        try {
            if (closed || revision <= snapshot.revision()) {
                return;
            }
            var objects = snapshot.objects();
            for (var change : events) {
                var record = change.record();
                var previous = objects.get(record.key());
                var current = change.type() == WatchEvent.Type.PUT ? readable(record) : null;
                objects = current == null ? objects.without(record.key()) : objects.with(record.key(), current);
                if (current != null || previous != null) {
                    var event = new CacheEvent(current, previous, record.modRevision(), clock.nanos());
                    log.add(event);
                    watchers.dispatch(event);
                }
            }
            snapshot = new CacheSnapshot(revision, objects);
            advanced.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The store can no longer tell every change: watchers must list again, and so must the cache. */
    private void lost(StoreException cause) {
        lock.lock();
        try {
            watchers.forEach(CacheWatcher::end);
            if (closed || cause instanceof StoreClosedException) {
                return;
            }
            var fresh = load();
            log.restart(fresh.revision());
            snapshot = fresh;
            advanced.signalAll();
            follow(fresh.revision());
        } finally {
            lock.unlock();
        }
    }

    /** What is known now. */
    public CacheSnapshot snapshot() {
        return snapshot;
    }

    /** What is known once everything written before this call is. */
    public CacheSnapshot current() throws InterruptedException {
        return atLeast(store.revision());
    }

    /**
     * A snapshot that is at least as new as the revision.
     *
     * @throws ApiException Timeout if the revision is not reached within three seconds
     */
    public CacheSnapshot atLeast(long revision) throws InterruptedException {
        var known = snapshot;
        if (known.revision() >= revision) {
            return known;
        }
        lock.lockInterruptibly();
        try {
            // Real time on purpose: what is waited for is another thread, or a revision that may never come.
            long left = TimeUnit.SECONDS.toNanos(3);
            while (snapshot.revision() < revision) {
                if (left <= 0 || closed) {
                    throw tooLarge(revision, snapshot.revision());
                }
                left = advanced.awaitNanos(left);
            }
            return snapshot;
        } finally {
            lock.unlock();
        }
    }

    private static ApiException tooLarge(long wanted, long current) {
        var cause = io.navarch.model.meta.v1.StatusCause.EMPTY
                .withReason("ResourceVersionTooLarge")
                .withMessage("Too large resource version");
        var details = io.navarch.model.meta.v1.StatusDetails.EMPTY
                .withCauses(List.of(cause))
                .withRetryAfterSeconds(1);
        return new ApiException(
                Reason.TIMEOUT, "Timeout: Too large resource version: " + wanted + ", current: " + current, details);
    }

    /** How a watch begins. */
    public sealed interface Start {
        /** With the changes after a revision. */
        record After(long revision) implements Start {}

        /** With all objects, in a state at least as new as the revision. */
        record WithState(long revision, boolean markEnd) implements Start {}
    }

    /**
     * Starts a watch.
     *
     * @param timeout when the watch ends by itself
     * @param asked whether the client has asked for that timeout; if not, a watch may last longer when nothing happens
     * @return the watch, or empty if changes since the start's revision are no longer known
     */
    public Optional<ApiResponse.Frames> watch(
            Selection selection, Encoding encoding, Start start, boolean bookmarks, Duration timeout, boolean asked)
            throws InterruptedException {
        var watcher = new CacheWatcher(this, selection, encoding, bookmarks, clock.activity());
        switch (start) {
            case Start.After after -> {
                if (!resume(watcher, after.revision())) {
                    return Optional.empty();
                }
            }
            case Start.WithState state -> {
                atLeast(state.revision());
                begin(watcher, encoding, state.markEnd());
            }
        }
        if (bookmarks) {
            scheduleBookmarks();
        }
        Runnable end = () -> endInTime(watcher);
        var timer = asked ? clock.after(timeout, end) : clock.after(timeout, Clock.Routine.UPKEEP, end);
        return Optional.of(new TimedFrames(watcher, timer));
    }

    /** A last bookmark spares the client all that it has seen when it goes on from where the watch ended. */
    private void endInTime(CacheWatcher watcher) {
        lock.lock();
        try {
            watcher.offerBookmark(snapshot.revision());
            watcher.end();
        } finally {
            lock.unlock();
        }
    }

    private boolean resume(CacheWatcher watcher, long revision) throws InterruptedException {
        if (revision > snapshot.revision()) {
            atLeast(Math.min(revision, store.revision()));
        }
        lock.lock();
        try {
            if (revision < log.oldestKnown()) {
                return false;
            }
            for (var event : log.after(revision)) {
                watcher.offer(event);
            }
            add(watcher);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void begin(CacheWatcher watcher, Encoding encoding, boolean markEnd) {
        lock.lock();
        try {
            var start = snapshot;
            Iterator<CachedObject> objects =
                    start.select(watcher.selection().quick()).iterator();
            watcher.startWith(objects, markEnd ? encoding.bookmark(start.revision(), true) : null);
            add(watcher);
        } finally {
            lock.unlock();
        }
    }

    private void add(CacheWatcher watcher) {
        if (closed) {
            watcher.end();
        } else {
            watchers.add(watcher);
        }
    }

    void remove(CacheWatcher watcher) {
        lock.lock();
        try {
            watchers.remove(watcher);
        } finally {
            lock.unlock();
        }
    }

    private void scheduleBookmarks() {
        lock.lock();
        try {
            if (bookmarkTimer == null && !closed) {
                bookmarkTimer = clock.after(BOOKMARK_PERIOD, Clock.Routine.UPKEEP, this::sendBookmarks);
            }
        } finally {
            lock.unlock();
        }
    }

    private void sendBookmarks() {
        lock.lock();
        try {
            bookmarkTimer = null;
            long revision = snapshot.revision();
            watchers.forEach(watcher -> watcher.offerBookmark(revision));
            if (!watchers.isEmpty()) {
                scheduleBookmarks();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The revision after which every change can still be watched. */
    public long oldestKnown() {
        lock.lock();
        try {
            return log.oldestKnown();
        } finally {
            lock.unlock();
        }
    }

    /** Ends all watches. */
    @Override
    public void close() {
        Watch following;
        lock.lock();
        try {
            closed = true;
            following = watch;
            watchers.forEach(CacheWatcher::end);
            if (bookmarkTimer != null) {
                bookmarkTimer.cancel();
            }
            advanced.signalAll();
        } finally {
            lock.unlock();
        }
        if (following != null) {
            following.close();
        }
    }

    /** A watch that takes its timer with it when it is closed early. */
    private record TimedFrames(CacheWatcher watcher, Clock.Timer timer) implements ApiResponse.Frames {
        @Override
        public byte @Nullable [] next() throws InterruptedException {
            return watcher.next();
        }

        @Override
        public byte @Nullable [] poll() {
            return watcher.poll();
        }

        @Override
        public boolean tellsIdle() {
            return true;
        }

        @Override
        public void close() {
            timer.cancel();
            watcher.close();
        }
    }
}
