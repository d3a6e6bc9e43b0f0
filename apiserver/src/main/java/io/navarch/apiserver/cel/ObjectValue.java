package io.navarch.apiserver.cel;

import io.navarch.apiserver.cel.ValueType.ObjectOf;
import io.navarch.model.tree.Obj;
import java.util.AbstractMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An object of the tree with declared members, by their names in expressions. */
final class ObjectValue extends AbstractMap<String, Object> {
    private final Obj object;
    private final ObjectOf type;

    ObjectValue(Obj object, ObjectOf type) {
        this.object = object;
        this.type = type;
    }

    @Override
    public @Nullable Object get(@Nullable Object key) {
        var property = key instanceof String identifier ? type.property(identifier) : null;
        var value = property == null ? null : object.get(property.name());
        return value == null || property == null ? null : TreeValues.of(value, property.type());
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        var property = key instanceof String identifier ? type.property(identifier) : null;
        return property != null && object.get(property.name()) != null;
    }

    @Override
    public Set<Map.Entry<String, Object>> entrySet() {
        var entries = new LinkedHashMap<String, Object>();
        type.properties().forEach((identifier, property) -> {
            var value = object.get(property.name());
            if (value != null) {
                entries.put(identifier, TreeValues.of(value, property.type()));
            }
        });
        return entries.entrySet();
    }
}
