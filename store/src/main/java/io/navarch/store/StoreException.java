package io.navarch.store;

import org.jspecify.annotations.Nullable;

/** The store refused or could not do what it was asked for. */
public abstract class StoreException extends RuntimeException {

    StoreException(String message) {
        // These say what happened to a key, which callers act upon as often as on a result: no stack trace is taken.
        super(message, null, false, false);
    }

    StoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
