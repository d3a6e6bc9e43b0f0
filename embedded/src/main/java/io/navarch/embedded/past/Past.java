package io.navarch.embedded.past;

import io.navarch.embedded.ObjectChange;
import io.navarch.embedded.ObjectChange.Type;
import io.navarch.embedded.ObjectRef;
import io.navarch.embedded.RequestRecord;
import io.navarch.model.kind.Kinds;
import io.navarch.model.tree.Dict;
import io.navarch.store.CompactedException;
import io.navarch.store.FutureRevisionException;
import io.navarch.store.Op;
import io.navarch.store.Record;
import io.navarch.store.Store;
import io.navarch.store.WatchEvent;
import io.navarch.store.memory.MemoryStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The past of a cluster, as far as its store remembers it. Thread-safe. */
public final class Past {
    private final MemoryStore store;
    private final LongFunction<Optional<RequestRecord>> authors;
    private final StoredObjects objects;

    /**
     * @param kinds that the cluster serves
     * @param authors says who wrote a revision
     */
    public Past(MemoryStore store, Supplier<Kinds> kinds, LongFunction<Optional<RequestRecord>> authors) {
        this.store = store;
        this.authors = authors;
        this.objects = new StoredObjects(kinds);
    }

    /**
     * The state at a revision; 0 for the present one.
     *
     * @throws IllegalArgumentException when the revision is forgotten or in the future
     */
    public StateImage at(long revision) {
        return new StateImage(remembered(() -> store.image(revision)), objects);
    }

    /** Every object that differs between two revisions, in the order of the last changes. */
    public List<ObjectChange> diff(long from, long to) {
        if (from > to) {
            throw new IllegalArgumentException("revision " + from + " is later than " + to);
        }
        var last = new LinkedHashMap<String, WatchEvent>();
        var first = new LinkedHashMap<String, WatchEvent>();
        for (var event : remembered(() -> store.changes(StoredObjects.ROOT, from, to))) {
            first.putIfAbsent(event.record().key(), event);
            last.remove(event.record().key());
            last.put(event.record().key(), event);
        }
        var changes = new ArrayList<ObjectChange>();
        last.forEach((key, event) ->
                change(first.getOrDefault(key, event).previous(), event).ifPresent(changes::add));
        return changes;
    }

    /** The changes of one object, the oldest first. */
    public List<ObjectChange> history(ObjectRef object) {
        var key = objects.key(object);
        var changes = new ArrayList<ObjectChange>();
        for (var event : store.changes(key, Math.max(0, store.compactedRevision()), store.revision())) {
            if (event.record().key().equals(key)) {
                change(event.previous(), event).ifPresent(changes::add);
            }
        }
        return changes;
    }

    private Optional<ObjectChange> change(@Nullable Record earlier, WatchEvent event) {
        var record = event.record();
        boolean deleted = event.type() == WatchEvent.Type.DELETE;
        if (earlier == null && deleted) {
            return Optional.empty();
        }
        var now = StoredObjects.read(record);
        var before = earlier == null ? Optional.<Dict>empty() : StoredObjects.read(earlier);
        return now.map(object -> new ObjectChange(
                StoredObjects.refOf(object),
                deleted ? Type.DELETED : earlier == null ? Type.CREATED : Type.CHANGED,
                record.modRevision(),
                deleted
                        ? List.of()
                        : before.map(old -> TreeDifference.between(old, object)).orElse(List.of()),
                before.map(TreeDifference::json).orElse(""),
                deleted ? "" : TreeDifference.json(object),
                authors.apply(record.modRevision())));
    }

    /**
     * Makes the present like a revision of the past, by changes that watchers see as any others: what was created since is
     * deleted, what was deleted is created, what was changed is changed back.
     *
     * @return the revision of that change
     */
    public long rewind(long revision, Store writer) {
        var then = remembered(() -> store.image(revision)).state();
        var touched = new LinkedHashMap<String, WatchEvent>();
        for (var event : store.changes(StoredObjects.ROOT, revision, store.revision())) {
            touched.put(event.record().key(), event);
        }
        var ops = new ArrayList<Op>();
        for (Map.Entry<String, WatchEvent> entry : touched.entrySet()) {
            var wanted = then.records().get(entry.getKey());
            var present = store.get(entry.getKey());
            if (wanted != null) {
                ops.add(new Op.Put(wanted.key(), wanted.value(), 0));
            } else if (present != null) {
                ops.add(new Op.Delete(present.key(), null));
            }
        }
        return ops.isEmpty()
                ? store.revision()
                : writer.txn(List.of(), ops, List.of()).revision();
    }

    private static <T> T remembered(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (CompactedException e) {
            throw new IllegalArgumentException("that is too long ago: " + e.getMessage(), e);
        } catch (FutureRevisionException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
