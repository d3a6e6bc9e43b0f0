package io.navarch.model.custom;

import io.navarch.model.tree.Dict;
import io.navarch.model.tree.Obj;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds for an element of a list the one that it was before: only lists of type map have elements with an identity. */
public final class Counterparts {
    private static final Counterparts NONE = new Counterparts(List.of(), Map.of());

    private final List<String> keys;
    private final Map<Dict, Object> byKey;

    private Counterparts(List<String> keys, Map<Dict, Object> byKey) {
        this.keys = keys;
        this.byKey = byKey;
    }

    /** @param before the list of before, or anything else for nothing to compare with */
    public static Counterparts of(CustomSchema schema, @Nullable Object before) {
        if (!(before instanceof List<?> list) || !schema.listType().equals("map")) {
            return NONE;
        }
        var byKey = new HashMap<Dict, Object>();
        for (var element : list) {
            byKey.putIfAbsent(key(schema.listMapKeys(), element), element);
        }
        return new Counterparts(schema.listMapKeys(), byKey);
    }

    /** What identifies the element among others. */
    static Dict key(List<String> keys, Object element) {
        var key = Dict.builder();
        if (element instanceof Obj object) {
            for (var name : keys) {
                var value = object.get(name);
                if (value != null) {
                    key.put(name, value);
                }
            }
        }
        return key.build();
    }

    /** The element of before with the same keys, or null. */
    public @Nullable Object of(Object element) {
        return byKey.isEmpty() ? null : byKey.get(key(keys, element));
    }
}
