package io.navarch.embedded;

import org.jspecify.annotations.Nullable;

/** A cluster could not be started; the message says why and what to do. */
public final class ClusterStartException extends RuntimeException {
    public ClusterStartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
