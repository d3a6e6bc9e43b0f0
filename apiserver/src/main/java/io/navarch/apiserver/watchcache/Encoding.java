package io.navarch.apiserver.watchcache;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Turns stored objects into what clients of one version and media type read. Immutable; two that are equal give the same
 * bytes, so that one event is encoded once for all of its watchers.
 */
public interface Encoding {
    /** Adds the object's document to the segments of an answer. */
    void object(byte[] stored, long revision, List<ByteBuffer> to);

    /** Adds the document of an object that is cached, which may keep it for the next time. */
    default void object(CachedObject object, List<ByteBuffer> to) {
        object(object.json(), object.revision(), to);
    }

    /** A watch event about the object, as a frame of a stream. */
    byte[] event(EventType type, byte[] stored, long revision);

    /**
     * A bookmark as a frame of a stream.
     *
     * @param initialEventsEnd whether it says that all initial events have been sent
     */
    byte[] bookmark(long revision, boolean initialEventsEnd);
}
