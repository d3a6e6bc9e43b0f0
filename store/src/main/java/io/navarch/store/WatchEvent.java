package io.navarch.store;

import org.jspecify.annotations.Nullable;

/**
 * One change of one key.
 *
 * @param record what was written; for a deletion, the last value with the revision of the deletion as {@code
 * modRevision}
 * @param previous the record before the change, or null when the key did not exist
 */
public record WatchEvent(Type type, Record record, @Nullable Record previous) {

    /** What happened to the key. */
    public enum Type {
        PUT,
        DELETE
    }

    /** The revision of the change. */
    public long revision() {
        return record.modRevision();
    }
}
