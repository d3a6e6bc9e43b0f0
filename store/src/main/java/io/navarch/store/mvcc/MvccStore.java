package io.navarch.store.mvcc;

import io.navarch.runtime.Clock;
import io.navarch.store.CompactedException;
import io.navarch.store.Compare;
import io.navarch.store.ConflictException;
import io.navarch.store.FutureRevisionException;
import io.navarch.store.KeyExistsException;
import io.navarch.store.Op;
import io.navarch.store.Range;
import io.navarch.store.Record;
import io.navarch.store.Store;
import io.navarch.store.StoreClosedException;
import io.navarch.store.TxnResult;
import io.navarch.store.Watch;
import io.navarch.store.WatchEvent;
import io.navarch.store.WatchListener;
import io.navarch.store.format.Snapshot;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The store over a {@link History}. An engine adds how a draft is brought about: {@link #commit} runs decisions one
 * after the other, each on the state that the one before left, makes their steps durable and publishes them.
 */
public abstract class MvccStore implements Store {
    private final History history;
    private final WatchHub watches;
    private final LeaseBook leases;
    private volatile boolean closed;

    protected MvccStore(History history, Clock clock, RandomGenerator random) {
        this.history = history;
        this.watches = new WatchHub(history, clock.activity());
        this.leases = new LeaseBook(clock, random);
    }

    /** Lets the leases run; the engine calls it when it is ready to write. */
    protected final void startLeases() {
        leases.start(this::revokeLease);
        State state = history.current();
        state.leases().visit("", null, lease -> {
            leases.renew(lease);
            return true;
        });
    }

    /**
     * Decides on the newest state and returns what {@code decision} returned, or throws what it threw, once the step it
     * drafted, and every step before it, is durable and published.
     */
    protected abstract <T> T commit(Function<Draft, T> decision);

    protected final History history() {
        return history;
    }

    /** To be called by the engine after it published. */
    protected final void published() {
        watches.signal();
    }

    protected final void checkOpen() {
        if (closed) {
            throw new StoreClosedException();
        }
    }

    private State current() {
        checkOpen();
        return history.current();
    }

    @Override
    public final long revision() {
        return current().revision();
    }

    @Override
    public final long compactedRevision() {
        return current().compacted();
    }

    @Override
    public final @Nullable Record get(String key) {
        return current().records().get(key);
    }

    @Override
    public final Range list(String prefix, @Nullable String startKey, int limit, long revision) {
        String from = startKey == null || startKey.compareTo(prefix) < 0 ? prefix : startKey;
        return range(from, KeyRange.endOfPrefix(prefix), limit, revision);
    }

    @Override
    public final Range range(String from, @Nullable String to, int limit, long revision) {
        State current = current();
        boolean now = revision == 0 || revision == current.revision();
        return (now ? current : history.at(revision).state()).range(from, to, limit);
    }

    @Override
    public final Record create(String key, byte[] value, long leaseId) {
        return commit(draft -> {
            Record existing = draft.get(key);
            if (existing != null) {
                throw new KeyExistsException(existing);
            }
            return draft.put(key, value, leaseId);
        });
    }

    @Override
    public final Record update(String key, byte[] value, long expectedModRevision, long leaseId) {
        return commit(draft -> {
            expect(draft, key, expectedModRevision);
            return draft.put(key, value, leaseId);
        });
    }

    @Override
    public final Record delete(String key, long expectedModRevision) {
        return commit(draft -> {
            Record existing = draft.get(key);
            if (existing == null) {
                throw new ConflictException(key, expectedModRevision, null);
            }
            return draft.delete(expectedModRevision == 0 ? existing : expect(draft, key, expectedModRevision));
        });
    }

    private static Record expect(Draft draft, String key, long modRevision) {
        Record existing = draft.get(key);
        if (existing == null || existing.modRevision() != modRevision) {
            throw new ConflictException(key, modRevision, existing);
        }
        return existing;
    }

    @Override
    public final TxnResult txn(List<Compare> compares, List<Op> success, List<Op> failure) {
        return commit(draft -> new Transaction(history, draft).run(compares, success, failure));
    }

    @Override
    public final Watch watch(String prefix, long fromRevision, WatchListener listener) {
        checkOpen();
        return watches.watch(prefix, fromRevision, listener);
    }

    /**
     * Everything as it was at a revision (0: as it is), shared and not copied: other stores can begin with it.
     *
     * @throws CompactedException when the revision is older than {@link #compactedRevision}
     * @throws FutureRevisionException when it is newer than {@link #revision}
     */
    public final Snapshot image(long revision) {
        checkOpen();
        if (revision == 0) {
            return Snapshot.current(history).withoutHistory();
        }
        Commit commit = history.at(revision);
        return new Snapshot(commit.state(), commit.events()).withoutHistory();
    }

    /**
     * The changes of the keys under {@code prefix} that came after a revision, up to another, in their order.
     *
     * @throws CompactedException when the first of them is older than {@link #compactedRevision}
     * @throws FutureRevisionException when {@code upTo} is newer than {@link #revision}
     */
    public final List<WatchEvent> changes(String prefix, long after, long upTo) {
        checkOpen();
        return history.changes(prefix, after, upTo);
    }

    @Override
    public final void compact(long revision) {
        this.<Boolean>commit(draft -> {
            State state = draft.base();
            if (revision > state.revision()) {
                throw new FutureRevisionException(revision, state.revision());
            }
            if (revision > state.compacted()) {
                draft.compact(revision);
            }
            return true;
        });
        compacted();
    }

    /** Called after a compaction. */
    protected void compacted() {}

    @Override
    public final long grantLease(Duration ttl) {
        if (ttl.isNegative() || ttl.isZero()) {
            throw new IllegalArgumentException("a lease needs a positive time to live, not " + ttl);
        }
        Lease lease = commit(draft -> {
            Lease granted = new Lease(leases.newId(draft.base()), ttl);
            draft.grant(granted);
            return granted;
        });
        leases.renew(lease);
        return lease.id();
    }

    @Override
    public final boolean keepAliveLease(long id) {
        Lease lease = current().lease(id);
        if (lease == null) {
            return false;
        }
        leases.renew(lease);
        return true;
    }

    @Override
    public final boolean revokeLease(long id) {
        boolean existed = commit(draft -> {
            State state = draft.base();
            if (state.lease(id) == null) {
                return false;
            }
            for (String key : state.attachedTo(id)) {
                Record record = draft.get(key);
                if (record != null) {
                    draft.delete(record);
                }
            }
            draft.end(id);
            return true;
        });
        leases.forget(id);
        return existed;
    }

    /** Waits for the writes that were handed in; called once no further ones are let in. */
    protected abstract void finishWrites();

    @Override
    public void close() {
        closed = true;
        leases.close();
        finishWrites();
        watches.close();
    }
}
