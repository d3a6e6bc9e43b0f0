package io.navarch.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One operation of a transaction. */
public sealed interface Op {

    /** Writes a key, whether it exists or not. */
    record Put(String key, byte[] value, long leaseId) implements Op {}

    /** Deletes the keys from {@code key} to before {@code end}; with an end of null, {@code key} alone. */
    record Delete(String key, @Nullable String end) implements Op {}

    /**
     * Reads the keys from {@code key} to before {@code end}; with an end of null, {@code key} alone. Sees what the
     * operations before it in the transaction did, unless it names an older revision.
     */
    record Read(String key, @Nullable String end, int limit, long revision) implements Op {}

    /** A transaction within the transaction. */
    record Txn(List<Compare> compares, List<Op> success, List<Op> failure) implements Op {}
}
