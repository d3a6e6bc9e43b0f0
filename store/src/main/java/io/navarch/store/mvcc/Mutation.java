package io.navarch.store.mvcc;

/** One elementary change of the state: what a log keeps of a write. */
public sealed interface Mutation {

    /** {@code key} has a new value. */
    record Put(String key, byte[] value, long leaseId) implements Mutation {}

    /** {@code key} is gone. */
    record Delete(String key) implements Mutation {}

    /** A lease was made. */
    record Grant(Lease lease) implements Mutation {}

    /** A lease has ended; its keys are deleted by mutations of their own. */
    record End(long leaseId) implements Mutation {}

    /** The history before {@code revision} was given up. */
    record Compact(long revision) implements Mutation {}
}
