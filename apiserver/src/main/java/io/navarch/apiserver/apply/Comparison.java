package io.navarch.apiserver.apply;

import io.navarch.model.tree.Dict;
import io.navarch.model.tree.Field;
import io.navarch.model.tree.Obj;
import io.navarch.model.tree.Struct;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How two versions of an object differ.
 *
 * @param added what only the new one has: leaves and what holds them
 * @param modified leaves that both have with different values
 * @param removed what only the old one has
 */
record Comparison(FieldSet added, FieldSet modified, FieldSet removed) {
    boolean isSame() {
        return added.isEmpty() && modified.isEmpty() && removed.isEmpty();
    }

    FieldSet changed() {
        return added.union(modified);
    }

    /** This difference, but for these fields and all below them. */
    Comparison without(FieldSet ignored) {
        return ignored.isEmpty()
                ? this
                : new Comparison(added.without(ignored), modified.without(ignored), removed.without(ignored));
    }

    static Comparison between(Struct old, Struct wanted) {
        var walk = new Walk();
        walk.structs(old, wanted);
        return new Comparison(walk.added.build(), walk.modified.build(), walk.removed.build());
    }

    /** Walks both trees at once. A value that an object has by nature (an embedded struct) counts as there. */
    private static final class Walk {
        private final List<String> path = new ArrayList<>();
        private final FieldSet.Builder added = new FieldSet.Builder();
        private final FieldSet.Builder modified = new FieldSet.Builder();
        private final FieldSet.Builder removed = new FieldSet.Builder();

        private void structs(Struct old, Struct wanted) {
            if (old == wanted) {
                return;
            }
            var fields = wanted.type().fields();
            for (int i = 0; i < fields.size(); i++) {
                var before = old.value(i);
                var after = wanted.value(i);
                if (before != after && (before == null || !before.equals(after))) {
                    var field = fields.get(i);
                    path.add(PathElement.field(field.name()));
                    values(field, before, after);
                    path.remove(path.size() - 1);
                }
            }
            members(old.extras(), wanted.extras());
        }

        private void values(Field field, @Nullable Object before, @Nullable Object after) {
            var relation = Relation.of(field);
            if (field.embedded() && relation == Relation.STRUCT) {
                structs(orEmpty(field, before), orEmpty(field, after));
            } else if (before == null || after == null) {
                onlyOne(field, relation, before, after);
            } else {
                both(field, relation, before, after);
            }
        }

        private static Struct orEmpty(Field field, @Nullable Object value) {
            return value instanceof Struct struct
                    ? struct
                    : java.util.Objects.requireNonNull(field.type().struct()).empty();
        }

        private void onlyOne(Field field, Relation relation, @Nullable Object before, @Nullable Object after) {
            var there = before == null ? after : before;
            if (there == null) {
                return;
            }
            boolean natural = field.embedded() || (field.required() && there instanceof List<?>);
            if (natural && isEmpty(there) || field.required() && CreatedFields.isZero(there)) {
                return;
            }
            var into = before == null ? added : removed;
            if (natural && relation == Relation.LEAF) {
                modified.insert(path);
            } else if (natural) {
                below(field, relation, there, into);
            } else {
                whole(field, relation, there, into);
            }
        }

        private static boolean isEmpty(Object value) {
            return value instanceof Obj object ? object.isEmpty() : value instanceof List<?> list && list.isEmpty();
        }

        /** The value and everything in it. */
        private void whole(Field field, Relation relation, Object value, FieldSet.Builder into) {
            into.insert(path);
            below(field, relation, value, into);
        }

        private void below(Field field, Relation relation, Object value, FieldSet.Builder into) {
            switch (relation) {
                case LEAF -> {}
                case STRUCT -> wholeStruct((Struct) value, into);
                case MAP ->
                    ((Dict) value)
                            .forEachMember((key, entry) -> step(PathElement.field(key), () -> {
                                into.insert(path);
                                element(field, entry, into);
                            }));
                case KEYED, SET -> {
                    var list = (List<?>) value;
                    var paths = Relation.elementPaths(field, relation, list);
                    for (int i = 0; i < paths.length; i++) {
                        var entry = list.get(i);
                        step(paths[i], () -> {
                            into.insert(path);
                            element(field, entry, into);
                        });
                    }
                }
                case ANY -> any(value, into);
            }
        }

        private void element(Field field, Object value, FieldSet.Builder into) {
            if (value instanceof Struct struct && Relation.ofElement(FieldSets.elementType(field)) == Relation.STRUCT) {
                wholeStruct(struct, into);
            }
        }

        private void wholeStruct(Struct struct, FieldSet.Builder into) {
            var fields = struct.type().fields();
            for (int i = 0; i < fields.size(); i++) {
                var value = struct.value(i);
                var field = fields.get(i);
                if (value != null) {
                    step(PathElement.field(field.name()), () -> whole(field, Relation.of(field), value, into));
                }
            }
            any(struct.extras(), into);
        }

        private void any(Object value, FieldSet.Builder into) {
            if (value instanceof Obj object) {
                object.forEachMember((name, nested) -> step(PathElement.field(name), () -> {
                    into.insert(path);
                    any(nested, into);
                }));
            }
        }

        private void both(Field field, Relation relation, Object before, Object after) {
            if (isEmpty(before) && isEmpty(after)) {
                return;
            }
            switch (relation) {
                case LEAF -> modified.insert(path);
                case STRUCT -> structs((Struct) before, (Struct) after);
                case MAP -> maps(field, (Dict) before, (Dict) after);
                case KEYED, SET -> lists(field, relation, (List<?>) before, (List<?>) after);
                case ANY -> anys(before, after);
            }
        }

        private void maps(Field field, Dict before, Dict after) {
            var keys = new LinkedHashSet<String>(before.keySet());
            keys.addAll(after.keySet());
            for (var key : keys) {
                step(PathElement.field(key), () -> pair(field, before.get(key), after.get(key)));
            }
        }

        private void lists(Field field, Relation relation, List<?> before, List<?> after) {
            var old = byPath(field, relation, before);
            var wanted = byPath(field, relation, after);
            var keys = new LinkedHashSet<>(old.keySet());
            keys.addAll(wanted.keySet());
            for (var key : keys) {
                step(key, () -> pair(field, old.get(key), wanted.get(key)));
            }
        }

        private static Map<String, Object> byPath(Field field, Relation relation, List<?> list) {
            var paths = Relation.elementPaths(field, relation, list);
            var byPath = new HashMap<String, Object>();
            for (int i = 0; i < paths.length; i++) {
                byPath.put(paths[i], list.get(i));
            }
            return byPath;
        }

        /** An element or entry before and after. */
        private void pair(Field field, @Nullable Object before, @Nullable Object after) {
            if (before == null && after != null) {
                added.insert(path);
                element(field, after, added);
            } else if (before != null && after == null) {
                removed.insert(path);
                element(field, before, removed);
            } else if (before instanceof Struct old
                    && after instanceof Struct wanted
                    && Relation.ofElement(FieldSets.elementType(field)) == Relation.STRUCT) {
                structs(old, wanted);
            } else if (before != null && !before.equals(after)) {
                modified.insert(path);
            }
        }

        private void anys(Object before, Object after) {
            if (before instanceof Obj old && after instanceof Obj wanted) {
                members(old, wanted);
            } else if (!before.equals(after)) {
                modified.insert(path);
            }
        }

        private void members(Obj old, Obj wanted) {
            if (old.isEmpty() && wanted.isEmpty()) {
                return;
            }
            old.forEachMember((name, before) -> step(PathElement.field(name), () -> {
                var after = wanted.get(name);
                if (after == null) {
                    removed.insert(path);
                    any(before, removed);
                } else {
                    anys(before, after);
                }
            }));
            wanted.forEachMember((name, after) -> {
                if (old.get(name) == null) {
                    step(PathElement.field(name), () -> {
                        added.insert(path);
                        any(after, added);
                    });
                }
            });
        }

        private void step(String element, Runnable inside) {
            path.add(element);
            inside.run();
            path.remove(path.size() - 1);
        }
    }
}
