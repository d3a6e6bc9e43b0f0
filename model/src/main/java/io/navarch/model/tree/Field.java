package io.navarch.model.tree;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A field of a {@link StructType}.
 *
 * @param number its place in {@link Struct}'s values
 * @param name its JSON name
 * @param type what it holds
 * @param required whether the schema demands it (and whether Go writes it when it is empty)
 * @param defaultValue the schema's default as JSON text, or null
 * @param topology how server-side apply merges a list or map
 * @param mapKeys the keys that identify an element of a MAP list
 * @param patchStrategy the strategic-merge strategy ("merge", "replace", "retainKeys", "merge,retainKeys") or ""
 * @param mergeKey the strategic-merge key or ""
 */
public record Field(
        int number,
        String name,
        FieldType type,
        boolean required,
        @Nullable String defaultValue,
        Topology topology,
        List<String> mapKeys,
        String patchStrategy,
        String mergeKey) {

    /** How server-side apply merges the field (x-kubernetes-list-type, x-kubernetes-map-type). */
    public enum Topology {
        /** Nothing said: lists are atomic, maps and structs granular. */
        UNSET,
        ATOMIC,
        SET,
        MAP,
        GRANULAR
    }

    /** Whether the value is kept as {@link RawJson}: the field sets of managedFields, which only their bookkeeping reads. */
    public boolean raw() {
        return type.kind() == FieldType.Kind.ANY && name.equals("fieldsV1");
    }

    /** Whether the value is a part of its owner, as a Go struct by value is: never absent, at most empty. */
    public boolean embedded() {
        return type.kind() == FieldType.Kind.STRUCT && "{}".equals(defaultValue);
    }
}
