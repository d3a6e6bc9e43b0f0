package io.navarch.apiserver.apply;

import io.navarch.model.tree.Dict;
import io.navarch.model.tree.Field;
import io.navarch.model.tree.Obj;
import io.navarch.model.tree.Struct;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes out of a merged object what an applier stated the last time, states no more, and nobody else owns. A thing that goes
 * takes along what was defaulted into it, but nothing that has an owner.
 */
final class Pruning {
    private Pruning() {}

    /**
     * @param dropped what the applier owned before
     * @param kept what is owned now, by anybody
     */
    static Struct prune(Struct merged, FieldSet dropped, FieldSet kept) {
        if (dropped.isEmpty()) {
            return merged;
        }
        var pruned = merged;
        var fields = merged.type().fields();
        for (int i = 0; i < fields.size(); i++) {
            var value = merged.value(i);
            if (value != null) {
                var field = fields.get(i);
                pruned = pruned.with(i, prune(field, value, PathElement.field(field.name()), dropped, kept));
            }
        }
        for (var entry : merged.extras().entrySet()) {
            pruned = pruned.with(
                    entry.getKey(), pruneAny(entry.getValue(), PathElement.field(entry.getKey()), dropped, kept));
        }
        return pruned;
    }

    private static @Nullable Object prune(Field field, Object value, String element, FieldSet dropped, FieldSet kept) {
        if (!dropped.touches(element)) {
            return value;
        }
        if (!kept.touches(element) && !field.name().equals("metadata")) {
            return null;
        }
        var below = dropped.below(element);
        var keptBelow = kept.below(element);
        return switch (Relation.of(field)) {
            case LEAF -> value;
            case STRUCT -> prune((Struct) value, below, keptBelow);
            case MAP -> pruneMap(field, (Dict) value, below, keptBelow);
            case KEYED, SET -> pruneList(field, (List<?>) value, below, keptBelow);
            case ANY -> pruneMembers(value, below, keptBelow);
        };
    }

    private static Dict pruneMap(Field field, Dict map, FieldSet dropped, FieldSet kept) {
        var pruned = map;
        for (var entry : map.entrySet()) {
            pruned = pruned.with(
                    entry.getKey(),
                    pruneElement(field, entry.getValue(), PathElement.field(entry.getKey()), dropped, kept));
        }
        return pruned;
    }

    private static List<Object> pruneList(Field field, List<?> list, FieldSet dropped, FieldSet kept) {
        var paths = Relation.elementPaths(field, Relation.of(field), list);
        var pruned = new ArrayList<>(list.size());
        for (int i = 0; i < paths.length; i++) {
            var left = pruneElement(field, list.get(i), paths[i], dropped, kept);
            if (left != null) {
                pruned.add(left);
            }
        }
        return List.of(pruned.toArray());
    }

    private static @Nullable Object pruneElement(
            Field field, Object value, String element, FieldSet dropped, FieldSet kept) {
        if (dropped.hasMember(element) && !kept.touches(element)) {
            return null;
        }
        return value instanceof Struct struct && Relation.ofElement(FieldSets.elementType(field)) == Relation.STRUCT
                ? prune(struct, dropped.below(element), kept.below(element))
                : value;
    }

    private static @Nullable Object pruneAny(Object value, String element, FieldSet dropped, FieldSet kept) {
        if (!dropped.touches(element)) {
            return value;
        }
        return kept.touches(element) ? pruneMembers(value, dropped.below(element), kept.below(element)) : null;
    }

    private static Object pruneMembers(Object value, FieldSet dropped, FieldSet kept) {
        if (!(value instanceof Obj object)) {
            return value;
        }
        var pruned = new Obj[] {object};
        object.forEachMember((name, member) -> {
            var left = pruneAny(member, PathElement.field(name), dropped, kept);
            pruned[0] = pruned[0].with(name, left);
        });
        return pruned[0];
    }
}
