package io.navarch.store.mvcc;

import io.navarch.store.WatchEvent;
import java.util.List;

/**
 * One write: the state after it, and what it changed.
 *
 * @param events the changes of keys, all of the state's revision; empty when the write was about leases or compaction
 * only
 * @param mutations what a log keeps of it; empty when nothing changed
 */
public record Step(State state, List<WatchEvent> events, List<Mutation> mutations) {

    public boolean changesNothing() {
        return mutations.isEmpty();
    }
}
