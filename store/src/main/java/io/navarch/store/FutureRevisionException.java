package io.navarch.store;

/** A revision was asked for that the store has not reached. */
public final class FutureRevisionException extends StoreException {
    private final long currentRevision;

    public FutureRevisionException(long requestedRevision, long currentRevision) {
        super("revision " + requestedRevision + " is in the future, the current one is " + currentRevision);
        this.currentRevision = currentRevision;
    }

    /** The newest revision that can be asked for. */
    public long currentRevision() {
        return currentRevision;
    }
}
