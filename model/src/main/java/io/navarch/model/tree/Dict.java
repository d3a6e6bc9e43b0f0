package io.navarch.model.tree;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A free-form object or string-keyed map: two parallel arrays sorted by key. Immutable; also a read-only {@link Map}. */
public final class Dict extends AbstractMap<String, Object> implements Obj {
    public static final Dict EMPTY = new Dict(new String[0], new Object[0]);

    private final String[] keys;
    private final Object[] values;

    private Dict(String[] keys, Object[] values) {
        this.keys = keys;
        this.values = values;
    }

    /** A dict with the entries of the map; values must be tree values. */
    public static Dict of(Map<String, ?> entries) {
        if (entries instanceof Dict dict) {
            return dict;
        }
        if (entries.isEmpty()) {
            return EMPTY;
        }
        var builder = new Builder(entries.size());
        for (var entry : entries.entrySet()) {
            builder.put(entry.getKey(), entry.getValue());
        }
        return builder.build();
    }

    public static Dict of(String key, Object value) {
        return new Dict(new String[] {key}, new Object[] {value});
    }

    public static Dict of(String key1, Object value1, String key2, Object value2) {
        return new Builder(2).put(key1, value1).put(key2, value2).build();
    }

    public static Builder builder() {
        return new Builder(8);
    }

    @Override
    public @Nullable Object get(String name) {
        int index = Arrays.binarySearch(keys, name);
        return index < 0 ? null : values[index];
    }

    @Override
    public @Nullable Object get(@Nullable Object name) {
        return name instanceof String string ? get(string) : null;
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
        return get(name) != null;
    }

    @Override
    public Dict with(String name, @Nullable Object value) {
        int index = Arrays.binarySearch(keys, name);
        if (value == null) {
            return index < 0 ? this : without(index);
        }
        if (index >= 0) {
            if (values[index].equals(value)) {
                return this;
            }
            var changed = values.clone();
            changed[index] = value;
            return new Dict(keys, changed);
        }
        int at = -index - 1;
        var newKeys = new String[keys.length + 1];
        var newValues = new Object[keys.length + 1];
        System.arraycopy(keys, 0, newKeys, 0, at);
        System.arraycopy(values, 0, newValues, 0, at);
        newKeys[at] = name;
        newValues[at] = value;
        System.arraycopy(keys, at, newKeys, at + 1, keys.length - at);
        System.arraycopy(values, at, newValues, at + 1, keys.length - at);
        return new Dict(newKeys, newValues);
    }

    private Dict without(int index) {
        if (keys.length == 1) {
            return EMPTY;
        }
        var newKeys = new String[keys.length - 1];
        var newValues = new Object[keys.length - 1];
        System.arraycopy(keys, 0, newKeys, 0, index);
        System.arraycopy(values, 0, newValues, 0, index);
        System.arraycopy(keys, index + 1, newKeys, index, newKeys.length - index);
        System.arraycopy(values, index + 1, newValues, index, newKeys.length - index);
        return new Dict(newKeys, newValues);
    }

    @Override
    public void forEachMember(BiConsumer<String, Object> visitor) {
        for (int i = 0; i < keys.length; i++) {
            visitor.accept(keys[i], values[i]);
        }
    }

    @Override
    public int size() {
        return keys.length;
    }

    @Override
    public boolean isEmpty() {
        return keys.length == 0;
    }

    /** The map with typed values, for callers that know from the schema what it holds. */
    @SuppressWarnings("unchecked")
    public <V> Map<String, V> typed() {
        return (Map<String, V>) this;
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Entry<String, Object>> iterator() {
                return new Iterator<>() {
                    private int next;

                    @Override
                    public boolean hasNext() {
                        return next < keys.length;
                    }

                    @Override
                    public Entry<String, Object> next() {
                        if (next >= keys.length) {
                            throw new java.util.NoSuchElementException();
                        }
                        var entry = Map.entry(keys[next], values[next]);
                        next++;
                        return entry;
                    }
                };
            }

            @Override
            public int size() {
                return keys.length;
            }
        };
    }

    /** Collects entries in any order; the last value of a key wins. Confined to one thread. */
    public static final class Builder {
        private String[] keys;
        private Object[] values;
        private int size;
        private boolean sorted = true;

        Builder(int capacity) {
            keys = new String[Math.max(2, capacity)];
            values = new Object[keys.length];
        }

        public Builder put(String key, Object value) {
            if (size == keys.length) {
                keys = Arrays.copyOf(keys, size * 2);
                values = Arrays.copyOf(values, size * 2);
            }
            if (size > 0 && keys[size - 1].compareTo(key) >= 0) {
                sorted = false;
            }
            keys[size] = key;
            values[size++] = value;
            return this;
        }

        public Dict build() {
            if (size == 0) {
                return EMPTY;
            }
            if (sorted) {
                return new Dict(Arrays.copyOf(keys, size), Arrays.copyOf(values, size));
            }
            var ordered = new TreeMap<String, Object>();
            for (int i = 0; i < size; i++) {
                ordered.put(keys[i], values[i]);
            }
            return new Dict(
                    ordered.keySet().toArray(String[]::new), ordered.values().toArray());
        }
    }
}
