package io.navarch.model.custom;

import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonNull;
import io.navarch.model.tree.Struct;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Fills in what a structural schema states as defaults; a null where none may stand counts as absent. Pure functions. */
public final class SchemaDefaulting {
    private SchemaDefaulting() {}

    /** The object with its defaults. */
    public static Struct apply(CustomSchema schema, Struct object) {
        return object.withExtras((Dict) value(object.extras(), schema));
    }

    static Object value(Object value, @Nullable CustomSchema schema) {
        if (schema == null) {
            return value;
        }
        return switch (value) {
            case Dict object -> object(object, schema);
            case List<?> list -> list(list, schema);
            default -> value;
        };
    }

    private static Dict object(Dict object, CustomSchema schema) {
        var filled = object;
        for (var entry : object.entrySet()) {
            var known = schema.member(entry.getKey());
            if (known != null && isMisplacedNull(entry.getValue(), known)) {
                filled = filled.with(entry.getKey(), known.defaultValue());
            }
        }
        for (var property : schema.properties().entrySet()) {
            var stated = property.getValue().defaultValue();
            if (stated != null && filled.get(property.getKey()) == null) {
                filled = filled.with(property.getKey(), stated);
            }
        }
        var complete = filled;
        for (var entry : filled.entrySet()) {
            var known = schema.member(entry.getKey());
            if (known != null) {
                complete = SchemaPruning.replaced(complete, entry, value(entry.getValue(), known));
            }
        }
        return complete;
    }

    private static boolean isMisplacedNull(Object value, CustomSchema schema) {
        return value == JsonNull.NULL && !schema.nullable();
    }

    private static List<?> list(List<?> list, CustomSchema schema) {
        var items = schema.items();
        if (items == null) {
            return list;
        }
        Object @Nullable [] changed = null;
        for (int i = 0; i < list.size(); i++) {
            Object element = list.get(i);
            var stated = items.defaultValue();
            var present = isMisplacedNull(element, items) && stated != null ? stated : element;
            var filled = value(present, items);
            if (filled != element) {
                changed = changed == null ? list.toArray() : changed;
                changed[i] = filled;
            }
        }
        return changed == null ? list : List.of(changed);
    }
}
