package io.navarch.model.custom;

import io.navarch.model.tree.Obj;
import io.navarch.model.validation.FieldErrors;
import java.util.HashSet;
import java.util.List;

/** Finds elements that a list of type set or map holds twice. Pure functions. */
public final class ListTypeChecks {
    private ListTypeChecks() {}

    /** The duplicates anywhere in the object. */
    public static FieldErrors of(CustomSchema schema, Obj object) {
        var errors = FieldErrors.none();
        check(schema, object, "", errors);
        return errors;
    }

    private static void check(CustomSchema schema, Object value, String path, FieldErrors errors) {
        switch (value) {
            case Obj object ->
                object.forEachMember((name, member) -> {
                    var known = schema.properties().get(name);
                    if (known != null) {
                        check(known, member, path.isEmpty() ? name : path + "." + name, errors);
                    } else if (schema.additional() != null) {
                        check(schema.additional(), member, path + "[" + name + "]", errors);
                    }
                });
            case List<?> list -> list(schema, list, path, errors);
            default -> {}
        }
    }

    private static void list(CustomSchema schema, List<?> list, String path, FieldErrors errors) {
        var items = schema.items();
        boolean keyed = schema.listType().equals("map");
        if (keyed || schema.listType().equals("set")) {
            var seen = new HashSet<Object>();
            for (int i = 0; i < list.size(); i++) {
                Object identity =
                        keyed ? Counterparts.key(keys(schema), withDefaults(items, list.get(i))) : list.get(i);
                if (!seen.add(identity)) {
                    errors.duplicate(path + "[" + i + "]", identity);
                }
            }
        }
        if (items != null) {
            for (int i = 0; i < list.size(); i++) {
                check(items, list.get(i), path + "[" + i + "]", errors);
            }
        }
    }

    private static List<String> keys(CustomSchema schema) {
        return schema.listMapKeys();
    }

    private static Object withDefaults(@org.jspecify.annotations.Nullable CustomSchema items, Object element) {
        return SchemaDefaulting.value(element, items);
    }
}
