package io.navarch.pki;

import org.jspecify.annotations.Nullable;

/** A certificate or key that cannot be made, read or written; the message is one line for the operator. */
public final class PkiException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public PkiException(String message) {
        super(message);
    }

    public PkiException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
