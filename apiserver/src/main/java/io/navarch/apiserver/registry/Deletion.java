package io.navarch.apiserver.registry;

import io.navarch.model.tree.Struct;

/** What a delete request does to an object. */
public sealed interface Deletion {
    /** It is removed as soon as it has no finalizers. */
    record Now() implements Deletion {}

    /**
     * It is marked with {@code deletionTimestamp} and {@code deletionGracePeriodSeconds}, and stays until it is deleted
     * again with grace period 0.
     */
    record Graceful(long seconds) implements Deletion {}

    /** It is marked, stored in this changed form, and stays until {@link Strategy#mayBeRemoved} lets it go. */
    record Marked(Struct changed) implements Deletion {}
}
