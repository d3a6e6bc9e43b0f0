package io.navarch.apiserver.apply;

import io.navarch.apiserver.apply.ManagedEntry.Manager;
import io.navarch.model.meta.v1.ManagedFieldsEntry;
import io.navarch.model.meta.v1.ObjectMeta;
import io.navarch.model.tree.DecodeException;
import io.navarch.model.tree.Struct;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The managers of one object while a write is worked on. Confined to one call. */
final class Managers {
    /** More updaters than this are not told apart: the oldest share one entry. */
    private static final int MOST_UPDATERS = 10;

    private static final String OLD_UPDATERS = "ancient-changes";

    private final Map<Manager, ManagedEntry> entries = new LinkedHashMap<>();

    /** Reads an object's managers; an entry that makes no sense makes them all forgotten, as upstream has it. */
    static Managers of(ObjectMeta metadata) {
        try {
            return strictly(metadata.managedFields());
        } catch (DecodeException | IllegalArgumentException e) {
            // A broken record is not the writer's fault: tracking begins anew.
            return new Managers();
        }
    }

    static Managers strictly(List<ManagedFieldsEntry> written) {
        var managers = new Managers();
        for (var entry : written) {
            var read = ManagedEntry.read(entry);
            managers.entries.put(read.manager(), read);
        }
        return managers;
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    FieldSet fieldsOf(Manager manager) {
        var entry = entries.get(manager);
        return entry == null ? FieldSet.EMPTY : entry.fields();
    }

    /** Sets what a manager manages; nothing forgets it. */
    void put(Manager manager, String apiVersion, Instant time, FieldSet fields) {
        if (fields.isEmpty()) {
            entries.remove(manager);
        } else {
            entries.put(manager, new ManagedEntry(manager, apiVersion, time, fields));
        }
    }

    /** What all managers own together. */
    FieldSet owned() {
        var owned = FieldSet.EMPTY;
        for (var entry : entries.values()) {
            owned = owned.union(entry.fields());
        }
        return owned;
    }

    /** What managers other than this one own of the given fields. */
    Map<Manager, FieldSet> othersOwning(FieldSet fields, Manager writer) {
        var found = new HashMap<Manager, FieldSet>();
        for (var entry : entries.values()) {
            if (!entry.manager().equals(writer)) {
                var shared = entry.fields().intersection(fields);
                if (!shared.isEmpty()) {
                    found.put(entry.manager(), shared);
                }
            }
        }
        return found;
    }

    /** Changes the sets of all managers but one; those left with nothing are forgotten. */
    void changeOthers(@Nullable Manager writer, UnaryOperator<FieldSet> change) {
        for (var entry : List.copyOf(entries.values())) {
            if (!entry.manager().equals(writer)) {
                var changed = change.apply(entry.fields());
                if (changed.isEmpty()) {
                    entries.remove(entry.manager());
                } else {
                    entries.put(entry.manager(), entry.withFields(changed));
                }
            }
        }
    }

    /** Merges the oldest updaters of a version into one entry until there are few enough. */
    void cap() {
        var updaters = new ArrayList<ManagedEntry>();
        for (var entry : entries.values()) {
            if (!entry.manager().applies()) {
                updaters.add(entry);
            }
        }
        updaters.sort(Comparator.comparingLong(ManagedEntry::seconds)
                .thenComparing(entry -> entry.manager().name()));
        int length = updaters.size();
        var firstOfVersion = new HashMap<String, ManagedEntry>();
        for (int i = 0; i < updaters.size() && length > MOST_UPDATERS; i++) {
            var updater = updaters.get(i);
            var first = firstOfVersion.putIfAbsent(updater.apiVersion(), updater);
            if (first != null) {
                var bucket = Manager.updater(OLD_UPDATERS, updater.apiVersion(), "");
                var old = entries.get(bucket) == null ? first.fields() : fieldsOf(bucket);
                entries.remove(first.manager());
                entries.remove(updater.manager());
                entries.put(
                        bucket,
                        new ManagedEntry(bucket, updater.apiVersion(), updater.time(), old.union(updater.fields())));
                length--;
            }
        }
    }

    List<ManagedFieldsEntry> write() {
        var sorted = new ArrayList<>(entries.values());
        sorted.sort(ManagedEntry.ORDER);
        return sorted.stream().map(ManagedEntry::write).toList();
    }

    /** Whether two records say the same but for the times. */
    static boolean sameButForTimes(List<ManagedFieldsEntry> one, List<ManagedFieldsEntry> other) {
        if (one.size() != other.size()) {
            return false;
        }
        for (int i = 0; i < one.size(); i++) {
            if (!timeless(one.get(i)).equals(timeless(other.get(i)))) {
                return false;
            }
        }
        return true;
    }

    private static Struct timeless(ManagedFieldsEntry entry) {
        return entry.tree().with("time", null);
    }
}
