package io.navarch.model.custom;

import io.navarch.model.tree.DecodeFindings;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.Struct;
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
            if (embedded && OBJECT_MEMBERS.contains(name)) {
                continue;
            }
            // Paths are only for those who want to know.
            var at = findings == null ? "" : path.isEmpty() ? name : path + "." + name;
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
