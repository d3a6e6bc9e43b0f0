package io.navarch.store;

import org.jspecify.annotations.Nullable;

/** A key is not at the revision that a write expected. */
public final class ConflictException extends StoreException {
    private final transient @Nullable Record current;

    public ConflictException(String key, long expectedModRevision, @Nullable Record current) {
        super(message(key, expectedModRevision, current));
        this.current = current;
    }

    private static String message(String key, long expected, @Nullable Record current) {
        if (current == null) {
            return "key not found: " + key;
        }
        return "key " + key + " is at revision " + current.modRevision() + ", expected " + expected;
    }

    /** The record as it is, or null when the key does not exist. */
    public @Nullable Record current() {
        return current;
    }
}
