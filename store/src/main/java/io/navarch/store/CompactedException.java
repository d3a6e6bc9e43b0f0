package io.navarch.store;

/** A revision was asked for whose history has been compacted. */
public final class CompactedException extends StoreException {
    private final long compactedRevision;

    public CompactedException(long requestedRevision, long compactedRevision) {
        super("revision " + requestedRevision + " has been compacted, the oldest is " + compactedRevision);
        this.compactedRevision = compactedRevision;
    }

    /** The oldest revision that can be asked for. */
    public long compactedRevision() {
        return compactedRevision;
    }
}
