package io.navarch.apiserver.cel;

import io.navarch.model.tree.Obj;
import java.util.AbstractMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An object of the tree as the engine sees a map: all members, each of the same type. */
class MapView extends AbstractMap<String, Object> {
    private final Obj object;
    private final ValueType type;

    MapView(Obj object, ValueType type) {
        this.object = object;
        this.type = type;
    }

    @Override
    public @Nullable Object get(@Nullable Object key) {
        var value = key instanceof String name ? object.get(name) : null;
        return value == null ? null : TreeValues.of(value, type);
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return key instanceof String name && object.get(name) != null;
    }

    @Override
    public int size() {
        return object.size();
    }

    @Override
    public Set<Map.Entry<String, Object>> entrySet() {
        var entries = new LinkedHashMap<String, Object>();
        object.forEachMember((name, value) -> entries.put(name, TreeValues.of(value, type)));
        return entries.entrySet();
    }
}
