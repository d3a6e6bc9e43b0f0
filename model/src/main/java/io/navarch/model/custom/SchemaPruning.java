package io.navarch.model.custom;

import io.navarch.model.meta.v1.ObjectMeta;
import io.navarch.model.tree.DecodeFindings;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.FieldType;
import io.navarch.model.tree.Struct;
import io.navarch.model.tree.StructType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Drops what a structural schema does not know. Used for one object; confined to one thread. */
public final class SchemaPruning {
    private static final Set<String> OBJECT_MEMBERS = Set.of("apiVersion", "kind", "metadata");

    private final @Nullable DecodeFindings findings;

    private SchemaPruning(@Nullable DecodeFindings findings) {
        this.findings = findings;
    }

    /**
     * The object without the members that the schema does not know.
     *
     * @param findings hears what is dropped; null if nobody wants to know
     */
    public static Struct prune(CustomSchema schema, Struct object, @Nullable DecodeFindings findings) {
        var extras = object.extras();
        return object.withExtras(
                new SchemaPruning(findings).object(extras, schema, schema.preservesUnknown(), false, ""));
    }

    /** A value without what the schema does not know. */
    public static Object value(CustomSchema schema, Object value) {
        return new SchemaPruning(null).value(value, schema, "");
    }

    private Object value(Object value, @Nullable CustomSchema schema, String path) {
        return switch (value) {
            case Dict object ->
                object(
                        object,
                        schema,
                        schema != null && schema.preservesUnknown(),
                        schema != null && schema.embedded(),
                        path);
            case List<?> list -> list(list, schema, path);
            default -> value;
        };
    }

    private Dict object(Dict object, @Nullable CustomSchema schema, boolean keep, boolean embedded, String path) {
        var pruned = object;
        for (var entry : object.entrySet()) {
            var name = entry.getKey();
            // Paths are only for those who want to know.
            var at = findings == null ? "" : path.isEmpty() ? name : path + "." + name;
            if (embedded && OBJECT_MEMBERS.contains(name)) {
                if (name.equals("metadata") && entry.getValue() instanceof Dict metadata) {
                    pruned = replaced(pruned, entry, typed(metadata, ObjectMeta.TYPE, at));
                }
                continue;
            }
            var known = schema == null ? null : schema.properties().get(name);
            if (known != null) {
                pruned = replaced(pruned, entry, value(entry.getValue(), known, at));
            } else if (schema != null && (schema.additional() != null || schema.additionalAllowed())) {
                pruned = replaced(pruned, entry, value(entry.getValue(), schema.additional(), at));
            } else if (!keep) {
                pruned = pruned.with(name, null);
                if (findings != null) {
                    findings.unknown(at);
                }
            }
        }
        return pruned;
    }

    /** What a type of the API knows of an object within a custom one. */
    private Dict typed(Dict object, StructType type, String path) {
        var known = object;
        for (var entry : object.entrySet()) {
            var at = findings == null ? "" : path + "." + entry.getKey();
            var field = type.field(entry.getKey());
            if (field == null) {
                known = known.with(entry.getKey(), null);
                if (findings != null) {
                    findings.unknown(at);
                }
            } else {
                known = replaced(known, entry, typed(entry.getValue(), field.type(), at));
            }
        }
        return known;
    }

    private Object typed(Object value, FieldType type, String path) {
        var struct = type.struct();
        var element = type.element();
        if (struct != null && type.kind() == FieldType.Kind.STRUCT && value instanceof Dict object) {
            return typed(object, struct, path);
        }
        if (element != null && value instanceof List<?> list) {
            var elements = new ArrayList<>(list.size());
            for (int i = 0; i < list.size(); i++) {
                elements.add(typed(list.get(i), element, path + "[" + i + "]"));
            }
            return elements.equals(list) ? list : List.copyOf(elements);
        }
        return value;
    }

    /** The object with another value for an entry; itself if it is the same. */
    static Dict replaced(Dict object, Map.Entry<String, Object> entry, Object value) {
        return value == entry.getValue() ? object : object.with(entry.getKey(), value);
    }

    private List<?> list(List<?> list, @Nullable CustomSchema schema, String path) {
        var items = schema == null ? null : schema.items();
        if (schema != null && items == null && schema.preservesUnknown()) {
            return list;
        }
        Object @Nullable [] changed = null;
        for (int i = 0; i < list.size(); i++) {
            var element = list.get(i);
            var pruned = value(element, items, findings == null ? "" : path + "[" + i + "]");
            if (pruned != element) {
                changed = changed == null ? list.toArray() : changed;
                changed[i] = pruned;
            }
        }
        return changed == null ? list : List.of(changed);
    }
}
