package io.navarch.store;

/**
 * One version of a key.
 *
 * @param value the bytes, shared by everyone who holds this record: never to be changed
 * @param createRevision the revision at which the key came into being
 * @param modRevision the revision of this version
 * @param version how often the key was written since it came into being, from 1
 * @param leaseId the lease that the key is attached to, 0 for none
 */
public record Record(String key, byte[] value, long createRevision, long modRevision, long version, long leaseId) {

    /** This record as the one deleted at {@code revision}. */
    public Record deletedAt(long revision) {
        return new Record(key, value, createRevision, revision, version, leaseId);
    }
}
