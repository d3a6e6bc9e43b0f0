package io.navarch.embedded;

/** A cluster is asked for something after it was closed; the message says when that was. */
public final class ClusterClosedException extends IllegalStateException {
    public ClusterClosedException(String message) {
        super(message);
    }
}
