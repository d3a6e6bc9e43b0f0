package io.navarch.model.tree;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The layout of a {@link Struct}: its fields in alphabetical order. An open type also keeps members that it does not know
 * (custom resources); a closed one drops them. Fields are resolved on first use because types refer to each other.
 */
public final class StructType {
    private final String name;
    private final boolean open;
    private @Nullable Supplier<List<Field>> source;
    private volatile @Nullable Layout layout;
    private volatile @Nullable Struct empty;

    private record Layout(Field[] fields, List<Field> list, Map<String, Field> byName) {}

    /**
     * A type whose fields are computed on first use.
     *
     * @param name the full schema name, such as {@code io.k8s.api.core.v1.Pod}
     * @param open whether unknown members are kept
     * @param source the fields, numbered from 0 in order
     */
    public StructType(String name, boolean open, Supplier<List<Field>> source) {
        this.name = name;
        this.open = open;
        this.source = source;
    }

    /** The full schema name. */
    public String name() {
        return name;
    }

    /** The last part of the name: {@code Pod}. */
    public String goName() {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** The next to last part of the name: {@code v1}. */
    public String packageVersion() {
        int last = name.lastIndexOf('.');
        return last <= 0 ? "" : name.substring(name.lastIndexOf('.', last - 1) + 1, last);
    }

    /** Whether members without a field are kept. */
    public boolean open() {
        return open;
    }

    public List<Field> fields() {
        return layout().list;
    }

    public @Nullable Field field(String fieldName) {
        return layout().byName.get(fieldName);
    }

    Field[] fieldArray() {
        return layout().fields;
    }

    /** The number of value slots: the fields, and one for unknown members of an open type. */
    int slots() {
        int fields = layout().fields.length;
        return open ? fields + 1 : fields;
    }

    /** The struct of this type that has no member. */
    public Struct empty() {
        var known = empty;
        if (known == null) {
            known = new Struct(this, new Object[slots()]);
            empty = known;
        }
        return known;
    }

    private Layout layout() {
        var known = layout;
        return known != null ? known : resolve();
    }

    private synchronized Layout resolve() {
        if (layout != null) {
            return layout;
        }
        var supplier = source;
        if (supplier == null) {
            throw new IllegalStateException("type " + name + " refers to itself while it is being resolved");
        }
        var fields = supplier.get();
        var byName = new HashMap<String, Field>(fields.size() * 2);
        for (var field : fields) {
            byName.put(field.name(), field);
        }
        source = null;
        var resolved = new Layout(fields.toArray(Field[]::new), fields, byName);
        layout = resolved;
        return resolved;
    }

    @Override
    public String toString() {
        return name;
    }
}
