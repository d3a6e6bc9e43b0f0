package io.navarch.apiserver.watchcache;

import io.navarch.model.ObjectKey;
import io.navarch.model.kind.KindDefinition;
import io.navarch.store.CompactedException;
import io.navarch.store.Record;
import io.navarch.store.Store;
import io.navarch.store.StoreClosedException;
import io.navarch.store.StoreException;
import io.navarch.store.Watch;
import io.navarch.store.WatchEvent;
import io.navarch.store.WatchListener;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a listener's picture of one resource equal to the store: lists, then follows every change. The listener is called by
 * one thread at a time (the opener's, then the store's) and must be quick.
 */
public final class StoreMirror implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StoreMirror.class);

    private final Store store;
    private final String prefix;
    private final Listener listener;
    private Set<ObjectKey> listed = Set.of();
    private volatile @Nullable Watch watch;
    private volatile boolean closed;
    private final ReentrantLock progress = new ReentrantLock();
    private final Condition moved = progress.newCondition();
    private volatile long revision;

    /** Hears what an object is now. The bytes are shared: they must not be changed. */
    public interface Listener {
        void put(ObjectKey key, byte[] json);

        void remove(ObjectKey key);

        /** Everything up to this revision has been told. */
        default void reached(long revision) {}
    }

    private StoreMirror(Store store, String prefix, Listener listener) {
        this.store = store;
        this.prefix = prefix;
        this.listener = listener;
    }

    /** Mirrors the kind's objects. When it returns, the listener has heard all that is there. */
    public static StoreMirror open(Store store, KindDefinition kind, Listener listener) {
        var mirror = new StoreMirror(store, "/registry/" + kind.registryPrefix() + "/", listener);
        mirror.follow();
        return mirror;
    }

    private void follow() {
        while (!closed) {
            var range = store.list(prefix, null, 0, 0);
            var present = new HashSet<ObjectKey>();
            for (var record : range.records()) {
                var key = key(record);
                present.add(key);
                listener.put(key, record.value());
            }
            for (var gone : listed) {
                if (!present.contains(gone)) {
                    listener.remove(gone);
                }
            }
            listed = Set.of();
            listener.reached(range.revision());
            moveTo(range.revision());
            try {
                watch = store.watch(prefix, range.revision() + 1, new Changes(present));
                return;
            } catch (CompactedException e) {
                LOG.debug("{} was compacted while it was listed", prefix);
            }
        }
    }

    private void moveTo(long reached) {
        progress.lock();
        try {
            revision = reached;
            moved.signalAll();
        } finally {
            progress.unlock();
        }
    }

    /** Waits until the listener has heard everything up to the revision, or the time is over. */
    public void await(long wanted, Duration patience) throws InterruptedException {
        if (revision >= wanted) {
            return;
        }
        progress.lockInterruptibly();
        try {
            long left = patience.toNanos();
            while (revision < wanted && left > 0 && !closed) {
                left = moved.awaitNanos(left);
            }
        } finally {
            progress.unlock();
        }
    }

    private ObjectKey key(Record record) {
        return ObjectKey.parse(record.key().substring(prefix.length()));
    }

    /** The changes after a list; knows what is there, so that a new list can tell what went. */
    private final class Changes implements WatchListener {
        private final Set<ObjectKey> present;

        Changes(Set<ObjectKey> present) {
            this.present = present;
        }

        @Override
        public void onEvents(List<WatchEvent> events, long reached) {
            for (var event : events) {
                var key = key(event.record());
                if (event.type() == WatchEvent.Type.PUT) {
                    present.add(key);
                    listener.put(key, event.record().value());
                } else {
                    present.remove(key);
                    listener.remove(key);
                }
            }
            listener.reached(reached);
            moveTo(reached);
        }

        @Override
        public void onEnd(StoreException cause) {
            if (closed || cause instanceof StoreClosedException) {
                return;
            }
            LOG.warn("watch of {} ended, listing again: {}", prefix, cause.getMessage());
            listed = present;
            Thread.ofVirtual().name("mirror-" + prefix).start(StoreMirror.this::follow);
        }
    }

    @Override
    public void close() {
        closed = true;
        var running = watch;
        if (running != null) {
            running.close();
        }
    }
}
