package io.navarch.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction did.
 *
 * @param succeeded whether its compares held
 * @param results one for each operation of the branch taken, in order
 * @param revision the revision of its changes, or the current one when it changed nothing
 */
public record TxnResult(boolean succeeded, List<OpResult> results, long revision) {

    /** What one operation did. */
    public sealed interface OpResult {}

    /** What a put wrote, and what was there before. */
    public record Written(Record record, @Nullable Record previous) implements OpResult {}

    /** What a delete removed, as it was before. */
    public record Deleted(List<Record> previous) implements OpResult {}

    /** What a read found. */
    public record Found(Range range) implements OpResult {}

    /** What a nested transaction did. */
    public record Nested(TxnResult result) implements OpResult {}
}
