package io.navarch.store.mvcc;

import io.navarch.store.WatchEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One revision of the retained history: the state at it, the changes that led there, and the way to the next one.
 * Whoever holds a commit can follow all later ones, even when the history has been compacted meanwhile.
 */
public final class Commit {
    private final State state;
    private final List<WatchEvent> events;
    private volatile @Nullable Commit next;

    Commit(State state, List<WatchEvent> events) {
        this.state = state;
        this.events = events;
    }

    /** A place just before {@code commit}. */
    static Commit before(Commit commit) {
        Commit place = new Commit(commit.state, List.of());
        place.next = commit;
        return place;
    }

    public State state() {
        return state;
    }

    public List<WatchEvent> events() {
        return events;
    }

    public long revision() {
        return state.revision();
    }

    @Nullable
    Commit next() {
        return next;
    }

    void follow(Commit commit) {
        next = commit;
    }
}
