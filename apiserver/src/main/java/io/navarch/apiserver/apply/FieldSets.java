package io.navarch.apiserver.apply;

import io.navarch.model.tree.Dict;
import io.navarch.model.tree.Field;
import io.navarch.model.tree.FieldType;
import io.navarch.model.tree.Obj;
import io.navarch.model.tree.Struct;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;

/** The set of fields that a configuration states. Refuses lists whose elements cannot be told apart. */
final class FieldSets {
    private final List<String> path = new ArrayList<>();

    private FieldSets() {}

    /** A configuration that cannot be typed; the message names the path. */
    static final class UntypedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        UntypedException(String message) {
            super(message);
        }
    }

    /** Leaves, entries of maps, elements of lists, and whatever is empty; not the structs and lists that hold them. */
    static FieldSet of(Struct configuration) {
        var builder = new FieldSet.Builder();
        new FieldSets().struct(configuration, builder);
        return builder.build();
    }

    private void struct(Struct struct, FieldSet.Builder into) {
        var fields = struct.type().fields();
        for (int i = 0; i < fields.size(); i++) {
            var value = struct.value(i);
            if (value != null) {
                var field = fields.get(i);
                var element = PathElement.field(field.name());
                path.add(element);
                value(field, value, element, into);
                path.remove(path.size() - 1);
            }
        }
        struct.extras().forEachMember((name, value) -> any(value, PathElement.field(name), into));
    }

    private void value(Field field, Object value, String element, FieldSet.Builder into) {
        switch (Relation.of(field)) {
            case LEAF -> into.member(element);
            case STRUCT -> {
                if (((Struct) value).isEmpty()) {
                    into.member(element);
                } else {
                    struct((Struct) value, into.below(element));
                }
            }
            case MAP -> map(field, (Dict) value, element, into);
            case KEYED, SET -> list(field, (List<?>) value, into.below(element));
            case ANY -> any(value, element, into);
        }
    }

    private void map(Field field, Dict map, String element, FieldSet.Builder into) {
        if (map.isEmpty()) {
            into.member(element);
            return;
        }
        var below = into.below(element);
        boolean structs = Relation.ofElement(elementType(field)) == Relation.STRUCT;
        map.forEachMember((key, value) -> {
            var entry = PathElement.field(key);
            below.member(entry);
            if (structs && value instanceof Struct nested) {
                struct(nested, below.below(entry));
            }
        });
    }

    private void list(Field field, List<?> list, FieldSet.Builder into) {
        var relation = Relation.of(field);
        boolean structs = Relation.ofElement(elementType(field)) == Relation.STRUCT;
        var seen = new HashSet<String>();
        for (int i = 0; i < list.size(); i++) {
            var value = list.get(i);
            if (relation == Relation.KEYED && value instanceof Obj object) {
                var missing = Relation.missingKey(field, object);
                if (missing != null) {
                    throw new UntypedException(PathElement.display(path) + ": element " + i
                            + ": associative list with keys has an element that omits key field \"" + missing + "\"");
                }
            }
            var element = relation == Relation.SET ? PathElement.value(value) : Relation.keyOf(field, value);
            if (!seen.add(element)) {
                throw new UntypedException(PathElement.display(path) + ": duplicate entries for key "
                        + PathElement.display(List.of(element)));
            }
            into.member(element);
            if (structs && value instanceof Struct nested) {
                path.add(element);
                struct(nested, into.below(element));
                path.remove(path.size() - 1);
            }
        }
    }

    private static void any(Object value, String element, FieldSet.Builder into) {
        if (value instanceof Obj object && !object.isEmpty()) {
            object.forEachMember((name, nested) -> any(nested, PathElement.field(name), into.below(element)));
        } else {
            into.member(element);
        }
    }

    static FieldType elementType(Field field) {
        return Objects.requireNonNull(field.type().element());
    }
}
