package io.navarch.apiserver.patch;

import io.navarch.model.tree.Dict;
import io.navarch.model.tree.Field;
import io.navarch.model.tree.FieldType;
import io.navarch.model.tree.JsonNull;
import io.navarch.model.tree.StructType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Kubernetes' strategic merge patch: a merge patch in which the schema says how lists merge, and directives in the patch say
 * what else to do ({@code $patch}, {@code $retainKeys}, {@code $setElementOrder/…}, {@code $deleteFromPrimitiveList/…}).
 */
public final class StrategicMergePatch {
    private static final String PATCH = "$patch";
    private static final String RETAIN_KEYS = "$retainKeys";
    private static final String ORDER = "$setElementOrder/";
    private static final String DELETE = "$deleteFromPrimitiveList/";

    private StrategicMergePatch() {}

    /** The document, an object of the type, with the patch merged in. */
    public static Dict apply(StructType type, Dict document, Dict patch) {
        return mergeObject(document, patch, type);
    }

    private static Dict mergeObject(Dict original, Dict patch, @Nullable StructType type) {
        var directive = patch.get(PATCH);
        if (directive != null) {
            return switch (directive.toString()) {
                case "replace" -> withoutDirectives(patch.with(PATCH, null));
                case "delete" -> Dict.EMPTY;
                case "merge" -> mergeObject(original, patch.with(PATCH, null), type);
                default -> throw new PatchException("unknown patch type: " + directive + " in map: " + patch);
            };
        }
        var merged = retained(original, patch);
        for (var entry : patch.entrySet()) {
            var name = entry.getKey();
            if (name.startsWith(DELETE)) {
                merged = deleteScalars(merged, name.substring(DELETE.length()), listOf(entry.getValue(), name));
            } else if (!name.startsWith(ORDER) && !name.equals(RETAIN_KEYS)) {
                merged = mergeMember(merged, name, entry.getValue(), type == null ? null : type.field(name), patch);
            }
        }
        return orderedWithoutMerge(merged, original, patch, type);
    }

    private static Dict mergeMember(Dict merged, String name, Object change, @Nullable Field field, Dict patch) {
        var current = merged.get(name);
        if (change == JsonNull.NULL) {
            return merged.with(name, null);
        }
        if (change instanceof Dict changes) {
            boolean replaces = field != null && field.patchStrategy().equals("replace");
            if (current instanceof Dict members && !replaces) {
                return merged.with(name, mergeObject(members, changes, structOf(field)));
            }
            return merged.with(name, mergeObject(Dict.EMPTY, changes, structOf(field)));
        }
        if (change instanceof List<?> elements) {
            if (field == null || !strategies(field).contains("merge")) {
                return merged.with(name, withoutNulls(elements));
            }
            var originals = current instanceof List<?> list ? list : List.of();
            return merged.with(name, ListMerge.merge(field, originals, elements, patch.get(ORDER + name)));
        }
        return merged.with(name, change);
    }

    /** Puts lists that are only reordered, or only lost scalars, into the order that the patch asks for. */
    private static Dict orderedWithoutMerge(Dict merged, Dict original, Dict patch, @Nullable StructType type) {
        var result = merged;
        for (var entry : patch.entrySet()) {
            if (!entry.getKey().startsWith(ORDER)) {
                continue;
            }
            var name = entry.getKey().substring(ORDER.length());
            var order = listOf(entry.getValue(), entry.getKey());
            if (patch.get(name) == null && result.get(name) instanceof List<?> list) {
                var field = type == null ? null : type.field(name);
                var before = original.get(name) instanceof List<?> known ? known : List.of();
                result = result.with(
                        name, ListMerge.ordered(field == null ? "" : field.mergeKey(), list, order, before));
            }
        }
        return result;
    }

    private static Dict retained(Dict original, Dict patch) {
        var keep = patch.get(RETAIN_KEYS);
        if (keep == null) {
            return original;
        }
        var names = Set.copyOf(listOf(keep, RETAIN_KEYS));
        for (var name : patch.keySet()) {
            if (!name.startsWith("$") && !names.contains(name)) {
                throw new PatchException("invalid patch format of retainKeys: " + name + " is not in the list");
            }
        }
        var retained = original;
        for (var name : original.keySet()) {
            if (!names.contains(name)) {
                retained = retained.with(name, null);
            }
        }
        return retained;
    }

    private static Dict deleteScalars(Dict merged, String name, List<?> deleted) {
        if (!(merged.get(name) instanceof List<?> list)) {
            return merged;
        }
        var kept = new ArrayList<Object>(list);
        kept.removeIf(deleted::contains);
        return merged.with(name, List.copyOf(kept));
    }

    static Set<String> strategies(Field field) {
        return Set.of(field.patchStrategy().split(","));
    }

    private static @Nullable StructType structOf(@Nullable Field field) {
        if (field == null) {
            return null;
        }
        return field.type().kind() == FieldType.Kind.STRUCT ? field.type().struct() : null;
    }

    private static List<?> listOf(Object value, String name) {
        if (value instanceof List<?> list) {
            return list;
        }
        throw new PatchException("invalid patch format of " + name);
    }

    static Dict mergeElement(Dict original, Dict patch, @Nullable StructType type) {
        return mergeObject(original, patch, type);
    }

    private static Dict withoutDirectives(Dict patch) {
        var builder = Dict.builder();
        patch.forEachMember((name, value) -> {
            if (!name.startsWith(ORDER)
                    && !name.startsWith(DELETE)
                    && !name.equals(RETAIN_KEYS)
                    && value != JsonNull.NULL) {
                builder.put(name, value instanceof List<?> list ? withoutNulls(list) : value);
            }
        });
        return builder.build();
    }

    private static List<Object> withoutNulls(List<?> elements) {
        var kept = new ArrayList<Object>(elements.size());
        for (var element : elements) {
            if (element instanceof Dict dict) {
                kept.add(withoutDirectives(dict.with(PATCH, null)));
            } else {
                kept.add(element);
            }
        }
        return List.copyOf(kept);
    }
}
