package io.navarch.apiserver.apply;

import io.navarch.model.tree.Dict;
import io.navarch.model.tree.Field;
import io.navarch.model.tree.JsonWriter;
import io.navarch.model.tree.Obj;
import io.navarch.model.tree.Struct;
import java.util.List;
import java.util.Set;

/**
 * The field set of an object that is being created, written straight as JSON: the common case, on the path of every create.
 * It equals what {@link Comparison} finds between the object and nothing, without the fields that nobody owns.
 */
final class CreatedFields {
    /** Fields of an object and of its metadata that are nobody's. */
    static final Set<String> UNOWNED_TOP = Set.of("apiVersion", "kind");

    static final Set<String> UNOWNED_METADATA = Set.of(
            "name",
            "namespace",
            "creationTimestamp",
            "selfLink",
            "uid",
            "clusterName",
            "generation",
            "managedFields",
            "resourceVersion");

    private final JsonWriter out = new JsonWriter(1024);
    private final Set<String> ignored;

    private CreatedFields(Set<String> ignored) {
        this.ignored = ignored;
    }

    /**
     * The set as JSON, or null if it is empty.
     *
     * @param ignored top-level fields that this writer cannot set
     */
    static byte @org.jspecify.annotations.Nullable [] json(Struct object, Set<String> ignored) {
        var writer = new CreatedFields(ignored);
        if (!writer.present(object, 0)) {
            return null;
        }
        return writer.out.toByteArray();
    }

    /** Writes the fields of a struct that even an empty object has; false, and nothing written, if there is none. */
    private boolean present(Struct struct, int depth) {
        int start = out.size();
        boolean any = false;
        var fields = struct.type().fields();
        out.ascii("{");
        for (int i = 0; i < fields.size(); i++) {
            var value = struct.value(i);
            var field = fields.get(i);
            if (value != null && !unowned(field.name(), depth)) {
                int before = out.size();
                separator(any);
                if (presentField(field, value, depth)) {
                    any = true;
                } else {
                    out.truncate(before);
                }
            }
        }
        any = extras(struct, any);
        if (!any) {
            out.truncate(start);
            return false;
        }
        out.ascii("}");
        return true;
    }

    private boolean unowned(String name, int depth) {
        return switch (depth) {
            case 0 -> UNOWNED_TOP.contains(name) || ignored.contains(name);
            case 1 -> UNOWNED_METADATA.contains(name) && inMetadata;
            default -> false;
        };
    }

    private boolean inMetadata;

    private boolean presentField(Field field, Object value, int depth) {
        var relation = Relation.of(field);
        if (field.embedded() && relation == Relation.STRUCT) {
            name(field.name());
            inMetadata = depth == 0 && field.name().equals("metadata");
            return present((Struct) value, depth + 1);
        }
        if (field.embedded() && ((Obj) value).isEmpty()) {
            return false;
        }
        if (field.required() && value instanceof List<?> list && !list.isEmpty() && relation != Relation.LEAF) {
            name(field.name());
            out.ascii("{");
            elements(field, relation, list);
            out.ascii("}");
            return true;
        }
        if (field.required() && isZero(value)) {
            return false;
        }
        name(field.name());
        added(field, relation, value);
        return true;
    }

    /** Whether Go would write the value for a field that was never set. */
    static boolean isZero(Object value) {
        return switch (value) {
            case String text -> text.isEmpty();
            case Long number -> number == 0;
            case Double number -> number == 0;
            case Boolean flag -> !flag;
            default -> false;
        };
    }

    private boolean extras(Struct struct, boolean any) {
        var extras = struct.extras();
        if (extras.isEmpty()) {
            return any;
        }
        var state = new boolean[] {any};
        extras.forEachMember((member, value) -> {
            separator(state[0]);
            state[0] = true;
            name(member);
            any(value);
        });
        return true;
    }

    /** Writes the set of a value that was not there before. */
    private void added(Field field, Relation relation, Object value) {
        switch (relation) {
            case LEAF -> out.ascii("{}");
            case STRUCT -> addedStruct((Struct) value);
            case MAP -> addedMap(field, (Dict) value);
            case KEYED, SET -> {
                var list = (List<?>) value;
                if (list.isEmpty()) {
                    out.ascii("{}");
                } else {
                    out.ascii("{\".\":{},");
                    elements(field, relation, list);
                    out.ascii("}");
                }
            }
            case ANY -> any(value);
        }
    }

    private void addedStruct(Struct struct) {
        if (struct.isEmpty()) {
            out.ascii("{}");
            return;
        }
        out.ascii("{\".\":{}");
        var fields = struct.type().fields();
        for (int i = 0; i < fields.size(); i++) {
            var value = struct.value(i);
            if (value != null) {
                out.ascii(",");
                var field = fields.get(i);
                name(field.name());
                added(field, Relation.of(field), value);
            }
        }
        extras(struct, true);
        out.ascii("}");
    }

    private void addedMap(Field field, Dict map) {
        if (map.isEmpty()) {
            out.ascii("{}");
            return;
        }
        out.ascii("{\".\":{}");
        var struct = field.type().structOrElement();
        map.forEachMember((key, value) -> {
            out.ascii(",");
            name(key);
            if (struct != null
                    && value instanceof Struct nested
                    && Relation.ofElement(elementType(field)) == Relation.STRUCT) {
                addedStruct(nested);
            } else {
                out.ascii("{}");
            }
        });
        out.ascii("}");
    }

    private static io.navarch.model.tree.FieldType elementType(Field field) {
        return java.util.Objects.requireNonNull(field.type().element());
    }

    private void elements(Field field, Relation relation, List<?> list) {
        var paths = Relation.elementPaths(field, relation, list);
        boolean structs = list.get(0) instanceof Struct && Relation.ofElement(elementType(field)) == Relation.STRUCT;
        boolean any = false;
        for (int index : Relation.sorted(paths)) {
            separator(any);
            any = true;
            out.string(paths[index]);
            out.ascii(":");
            if (structs) {
                addedStruct((Struct) list.get(index));
            } else {
                out.ascii("{}");
            }
        }
    }

    private void any(Object value) {
        if (!(value instanceof Obj object) || object.isEmpty()) {
            out.ascii("{}");
            return;
        }
        out.ascii("{\".\":{}");
        object.forEachMember((member, nested) -> {
            out.ascii(",");
            name(member);
            any(nested);
        });
        out.ascii("}");
    }

    private void separator(boolean any) {
        if (any) {
            out.ascii(",");
        }
    }

    private void name(String field) {
        out.prefixed("f:", field);
        out.ascii(":");
    }
}
