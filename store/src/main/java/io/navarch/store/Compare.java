package io.navarch.store;

import org.jspecify.annotations.Nullable;

/**
 * A condition of a transaction on the current record of one key. A key that does not exist has version, revisions and
 * lease 0, and no comparison of its value holds.
 *
 * @param number what the target is compared with, unless it is the value
 * @param value what the value is compared with (byte by byte, unsigned), when it is the target
 */
public record Compare(String key, Target target, Relation relation, long number, byte @Nullable [] value) {

    /** Which part of the record is compared. */
    public enum Target {
        VERSION,
        CREATE_REVISION,
        MOD_REVISION,
        VALUE,
        LEASE
    }

    /** How the record's part must stand to the given one. */
    public enum Relation {
        EQUAL,
        NOT_EQUAL,
        GREATER,
        LESS
    }

    /** Holds when the key was last changed at {@code revision}; with 0, when it does not exist. */
    public static Compare modRevision(String key, long revision) {
        return new Compare(key, Target.MOD_REVISION, Relation.EQUAL, revision, null);
    }

    /** Holds when the key does not exist. */
    public static Compare absent(String key) {
        return new Compare(key, Target.VERSION, Relation.EQUAL, 0, null);
    }
}
