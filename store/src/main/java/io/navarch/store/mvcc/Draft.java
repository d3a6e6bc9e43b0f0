package io.navarch.store.mvcc;

import io.navarch.store.LeaseNotFoundException;
import io.navarch.store.Record;
import io.navarch.store.WatchEvent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The next state in the making: takes elementary changes on top of a state. All its key changes share one revision.
 * Used by one thread, for a live write as for the replay of a log.
 */
public final class Draft {
    private final State base;
    private final List<Mutation> mutations = new ArrayList<>(1);
    private final List<WatchEvent> events = new ArrayList<>(1);
    private @Nullable Set<String> changedKeys;
    private SortedTree<Record> records;
    private SortedTree<Lease> leases;
    private SortedTree<String> attachments;
    private long compacted;
    private long bytes;

    public Draft(State base) {
        this.base = base;
        this.records = base.records();
        this.leases = base.leases();
        this.attachments = base.attachments();
        this.compacted = base.compacted();
        this.bytes = base.bytes();
    }

    /** The state before the draft. */
    State base() {
        return base;
    }

    /** The revision of the key changes in this draft; that of the base as long as there are none. */
    long revision() {
        return events.isEmpty() ? base.revision() : base.revision() + 1;
    }

    /** The current record of a key, the changes of this draft included. */
    @Nullable
    Record get(String key) {
        return records.get(key);
    }

    /** The state with what was changed so far. */
    State state() {
        int step = mutations.isEmpty() ? 0 : 1;
        return new State(base.serial() + step, revision(), compacted, records, leases, attachments, bytes);
    }

    Record put(String key, byte[] value, long leaseId) {
        KeyRange.check(key);
        if (leaseId != 0 && leases.get(State.leaseKey(leaseId)) == null) {
            throw new LeaseNotFoundException(leaseId);
        }
        changeOnce(key);
        Record before = records.get(key);
        long revision = base.revision() + 1;
        Record after = before == null
                ? new Record(key, value, revision, revision, 1, leaseId)
                : new Record(before.key(), value, before.createRevision(), revision, before.version() + 1, leaseId);
        if (before == null) {
            bytes += key.length() + value.length;
        } else {
            bytes += value.length - before.value().length;
            detach(before);
        }
        if (leaseId != 0) {
            attachments = attachments.with(State.attachment(leaseId, key), after.key());
        }
        records = records.with(after.key(), after);
        mutations.add(new Mutation.Put(after.key(), value, leaseId));
        events.add(new WatchEvent(WatchEvent.Type.PUT, after, before));
        return after;
    }

    /** Deletes a record that {@link #get} gave, and returns it with the revision of the deletion. */
    Record delete(Record before) {
        changeOnce(before.key());
        detach(before);
        records = records.without(before.key());
        bytes -= before.key().length() + before.value().length;
        Record last = before.deletedAt(base.revision() + 1);
        mutations.add(new Mutation.Delete(before.key()));
        events.add(new WatchEvent(WatchEvent.Type.DELETE, last, before));
        return last;
    }

    private void detach(Record before) {
        if (before.leaseId() != 0) {
            attachments = attachments.without(State.attachment(before.leaseId(), before.key()));
        }
    }

    /** A revision holds one change of a key at most, or watchers could not order them. */
    private void changeOnce(String key) {
        if (events.isEmpty()) {
            return;
        }
        if (changedKeys == null) {
            changedKeys = new HashSet<>();
            events.forEach(event -> changedKeys.add(event.record().key()));
        }
        if (!changedKeys.add(key)) {
            throw new IllegalArgumentException("duplicate key given in txn request: " + key);
        }
    }

    void grant(Lease lease) {
        leases = leases.with(State.leaseKey(lease.id()), lease);
        mutations.add(new Mutation.Grant(lease));
    }

    /** Ends a lease whose keys are deleted already. */
    void end(long leaseId) {
        leases = leases.without(State.leaseKey(leaseId));
        mutations.add(new Mutation.End(leaseId));
    }

    void compact(long revision) {
        // A replay may begin at a snapshot that is further compacted than an old step knows.
        compacted = Math.max(compacted, revision);
        mutations.add(new Mutation.Compact(revision));
    }

    /**
     * Repeats a change that was made before; false when it does not fit the state, which then is not the one it was
     * made on.
     */
    public boolean replay(Mutation mutation) {
        switch (mutation) {
            case Mutation.Put put -> {
                if (put.leaseId() != 0 && leases.get(State.leaseKey(put.leaseId())) == null) {
                    return false;
                }
                put(put.key(), put.value(), put.leaseId());
            }
            case Mutation.Delete delete -> {
                Record record = records.get(delete.key());
                if (record == null) {
                    return false;
                }
                delete(record);
            }
            case Mutation.Grant grant -> grant(grant.lease());
            case Mutation.End end -> end(end.leaseId());
            case Mutation.Compact compact -> compact(compact.revision());
        }
        return true;
    }

    /** The step from the base to here. */
    public Step finish() {
        return new Step(state(), events, mutations);
    }
}
