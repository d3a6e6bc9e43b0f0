package io.navarch.store.mvcc;

import io.navarch.store.CompactedException;
import io.navarch.store.FutureRevisionException;
import io.navarch.store.WatchEvent;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BiFunction;

/**
 * The published states: the current one, and one {@link Commit} per revision since the last compaction.
 *
 * <p>A compaction at revision 5 of a history 1..8 gives up 1 to 4. The commit of 5 stays with its changes and its
 * image, so that 5 can be listed, and watched from:
 * <pre>
 *   revision   1 2 3 4 5 6 7 8         listed: 5..8    watched from: 5..
 *   retained           ■ ■ ■ ■
 * </pre>
 *
 * <p>One thread at a time publishes; any thread reads.
 */
public final class History {
    private final ConcurrentSkipListMap<Long, Commit> commits = new ConcurrentSkipListMap<>();
    private volatile Commit newest;
    private volatile State current;

    /** A history that begins with {@code state}, reached by {@code events}. */
    public History(State state, List<WatchEvent> events) {
        newest = new Commit(state, events);
        commits.put(state.revision(), newest);
        current = state;
    }

    public State current() {
        return current;
    }

    /** Lets readers see a step. It is durable, and follows the current state. */
    public void publish(Step step) {
        State state = step.state();
        if (!step.events().isEmpty()) {
            Commit commit = new Commit(state, step.events());
            commits.put(state.revision(), commit);
            newest.follow(commit);
            newest = commit;
        }
        boolean compacts = state.compacted() > current.compacted();
        current = state;
        if (compacts) {
            commits.headMap(state.compacted()).clear();
        }
    }

    /** The commit of a revision. */
    public Commit at(long revision) {
        long newestRevision = current.revision();
        if (revision > newestRevision) {
            throw new FutureRevisionException(revision, newestRevision);
        }
        return retained(revision);
    }

    /** The changes of the keys under {@code prefix} that came after a revision, up to another, in their order. */
    List<WatchEvent> changes(String prefix, long after, long upTo) {
        if (after < upTo) {
            at(upTo);
            at(after + 1);
        }
        return commits.subMap(after, false, upTo, true).values().stream()
                .flatMap(commit -> commit.events().stream())
                .filter(event -> event.record().key().startsWith(prefix))
                .toList();
    }

    /** Makes something of the current state and the changes that led to its revision. */
    public <T> T current(BiFunction<State, List<WatchEvent>, T> form) {
        State state = current;
        Commit commit = newest;
        while (commit.revision() != state.revision()) {
            // a step is just being published: the commit is seen a moment before the state
            Thread.onSpinWait();
            state = current;
            commit = newest;
        }
        return form.apply(state, commit.events());
    }

    /** Makes something of the oldest retained state, as it was when it was reached, and the changes that led to it. */
    public <T> T oldest(BiFunction<State, List<WatchEvent>, T> form) {
        Commit oldest = commits.firstEntry().getValue();
        return form.apply(oldest.state(), oldest.events());
    }

    /**
     * The place whose next commit is that of {@code revision}; the end of the history when that is 0 or in the future.
     */
    Commit before(long revision) {
        Commit last = newest;
        return revision == 0 || revision > last.revision() ? last : Commit.before(retained(revision));
    }

    private Commit retained(long revision) {
        Commit commit = commits.get(revision);
        if (commit == null) {
            throw new CompactedException(revision, current.compacted());
        }
        return commit;
    }
}
