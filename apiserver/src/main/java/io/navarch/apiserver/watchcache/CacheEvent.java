package io.navarch.apiserver.watchcache;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A change of one object, with the frames it was encoded to so far. Thread-safe. */
final class CacheEvent {
    private final @Nullable CachedObject current;
    private final @Nullable CachedObject previous;
    private final long revision;
    private final long nanos;
    private final AtomicReference<@Nullable Frame> frames = new AtomicReference<>();

    /** An encoded frame and those encoded before it. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Frame(
            Encoding encoding,
            EventType type,
            byte[] bytes,
            @Nullable Frame next) {}

    /**
     * @param current null if the object was deleted
     * @param previous null if it was created
     * @param nanos when it was seen, by the clock's nanos
     */
    CacheEvent(@Nullable CachedObject current, @Nullable CachedObject previous, long revision, long nanos) {
        this.current = current;
        this.previous = previous;
        this.revision = revision;
        this.nanos = nanos;
    }

    @Nullable
    CachedObject current() {
        return current;
    }

    @Nullable
    CachedObject previous() {
        return previous;
    }

    long revision() {
        return revision;
    }

    long nanos() {
        return nanos;
    }

    /** What the change looks like through the selection, or null if nothing of it is seen. */
    @Nullable
    EventType seenThrough(Selection selection) {
        boolean is = current != null && selection.matches(current);
        boolean was = previous != null && selection.matches(previous);
        if (is) {
            return was ? EventType.MODIFIED : EventType.ADDED;
        }
        return was ? EventType.DELETED : null;
    }

    /** The event as bytes; encoded by the first who asks. */
    byte[] frame(Encoding encoding, EventType type) {
        for (var frame = frames.get(); frame != null; frame = frame.next()) {
            if (frame.type() == type && frame.encoding().equals(encoding)) {
                return frame.bytes();
            }
        }
        var object = type == EventType.DELETED ? previous : current;
        if (object == null) {
            throw new IllegalStateException("no object to show as " + type);
        }
        var bytes = encoding.event(type, object.json(), revision);
        frames.updateAndGet(first -> new Frame(encoding, type, bytes, first));
        return bytes;
    }

    /** Lets go of encoded frames; who still needs one encodes it again. */
    void forgetFrames() {
        frames.set(null);
    }
}
