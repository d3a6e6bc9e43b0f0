package io.navarch.apiserver.watchcache;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The newest changes of a resource in order, for watches that begin in the past. Keeps at least the newest {@value #LEAST},
 * and more while they are fresh. Guarded by the cache's lock.
 */
final class EventLog {
    private static final int LEAST = 1024;
    private static final int MOST = 1 << 17;
    /** Older than this, upstream takes an event for stale as well. */
    private static final long FRESH_NANOS = 75_000_000_000L;
    /** Watchers that lag behind further than this encode again. */
    private static final int FRAMES_KEPT = 512;

    private @Nullable CacheEvent[] ring = new CacheEvent[64];
    private int first;
    private int size;
    private long oldestKnown;

    /** @param revision the revision from which on every change is told to the log */
    EventLog(long revision) {
        this.oldestKnown = revision;
    }

    void add(CacheEvent event) {
        if (size == ring.length) {
            makeRoom(event.nanos());
        }
        ring[(first + size) & (ring.length - 1)] = event;
        size++;
        if (size > FRAMES_KEPT) {
            at(size - 1 - FRAMES_KEPT).forgetFrames();
        }
    }

    private void makeRoom(long now) {
        while (size > LEAST && (size >= MOST || now - at(0).nanos() > FRESH_NANOS)) {
            oldestKnown = at(0).revision();
            ring[first] = null;
            first = (first + 1) & (ring.length - 1);
            size--;
        }
        if (size == ring.length) {
            var wider = new CacheEvent[ring.length * 2];
            for (int i = 0; i < size; i++) {
                wider[i] = at(i);
            }
            ring = wider;
            first = 0;
        }
    }

    private CacheEvent at(int index) {
        var event = ring[(first + index) & (ring.length - 1)];
        if (event == null) {
            throw new IllegalStateException("hole in the event log");
        }
        return event;
    }

    /** The revision after which every change is still here. */
    long oldestKnown() {
        return oldestKnown;
    }

    /** The events after the revision, oldest first. */
    CacheEvent[] after(long revision) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (at(middle).revision() <= revision) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        var events = new CacheEvent[size - low];
        for (int i = low; i < size; i++) {
            events[i - low] = at(i);
        }
        return events;
    }

    /** Forgets everything up to the revision. */
    void restart(long revision) {
        Arrays.fill(ring, null);
        first = 0;
        size = 0;
        oldestKnown = revision;
    }
}
