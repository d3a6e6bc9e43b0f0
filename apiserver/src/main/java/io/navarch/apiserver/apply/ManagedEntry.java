package io.navarch.apiserver.apply;

import io.navarch.model.Timestamps;
import io.navarch.model.meta.v1.ManagedFieldsEntry;
import io.navarch.model.tree.RawJson;
import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * One manager and the fields it manages.
 *
 * @param time when it last changed its set, or null if unknown
 */
record ManagedEntry(
        Manager manager, String apiVersion, @Nullable Instant time, FieldSet fields) {
    static final String APPLY = "Apply";
    static final String UPDATE = "Update";

    /** Appliers first, then by time, then by name. */
    static final Comparator<ManagedEntry> ORDER = Comparator.<ManagedEntry, String>comparing(
                    entry -> entry.manager.operation)
            .thenComparingLong(ManagedEntry::seconds)
            .thenComparing(entry -> entry.manager.name)
            .thenComparing(ManagedEntry::apiVersion)
            .thenComparing(entry -> entry.manager.subresource);

    /**
     * Who manages: an applier is the same in every version, an updater is not.
     *
     * @param version the apiVersion of an updater; "" for an applier
     */
    record Manager(String name, String operation, String version, String subresource) {
        static Manager applier(String name, String subresource) {
            return new Manager(name, APPLY, "", subresource);
        }

        static Manager updater(String name, String version, String subresource) {
            return new Manager(name, UPDATE, version, subresource);
        }

        boolean applies() {
            return operation.equals(APPLY);
        }

        /** As conflicts name it: {@code "kubectl" using apps/v1}. */
        String display() {
            var text = new StringBuilder().append('"').append(name).append('"');
            if (!subresource.isEmpty()) {
                text.append(" with subresource \"").append(subresource).append('"');
            }
            if (!applies()) {
                text.append(" using ").append(version);
            }
            return text.toString();
        }
    }

    long seconds() {
        return time == null ? 0 : time.getEpochSecond();
    }

    ManagedEntry withFields(FieldSet changed) {
        return changed == fields ? this : new ManagedEntry(manager, apiVersion, time, changed);
    }

    /** Reads an entry of metadata.managedFields; throws IllegalArgumentException or DecodeException if it is none. */
    static ManagedEntry read(ManagedFieldsEntry entry) {
        var operation = entry.operation();
        if (!operation.equals(APPLY) && !operation.equals(UPDATE)) {
            throw new IllegalArgumentException("invalid operation: " + operation);
        }
        var manager = new Manager(
                entry.manager(), operation, operation.equals(APPLY) ? "" : entry.apiVersion(), entry.subresource());
        return new ManagedEntry(
                manager,
                entry.apiVersion(),
                instant(entry),
                FieldSetJson.read(entry.tree().get("fieldsV1")));
    }

    private static @Nullable Instant instant(ManagedFieldsEntry entry) {
        return entry.tree().get("time") instanceof String text ? Timestamps.instant(text) : null;
    }

    ManagedFieldsEntry write() {
        return write(manager, apiVersion, time, FieldSetJson.bytes(fields));
    }

    static ManagedFieldsEntry write(Manager manager, String apiVersion, @Nullable Instant time, byte[] fields) {
        var tree = ManagedFieldsEntry.TYPE
                .empty()
                .with("manager", manager.name)
                .with("operation", manager.operation)
                .with("apiVersion", apiVersion)
                .with("fieldsType", "FieldsV1")
                .with("fieldsV1", new RawJson(fields))
                .with("subresource", manager.subresource.isEmpty() ? null : manager.subresource)
                .with("time", time == null ? null : Timestamps.of(time));
        return new ManagedFieldsEntry(tree);
    }
}
