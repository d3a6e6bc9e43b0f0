package io.navarch.store;

/** A write names a lease that does not exist, or no longer. */
public final class LeaseNotFoundException extends StoreException {
    private final long leaseId;

    public LeaseNotFoundException(long leaseId) {
        super("lease not found: " + leaseId);
        this.leaseId = leaseId;
    }

    public long leaseId() {
        return leaseId;
    }
}
