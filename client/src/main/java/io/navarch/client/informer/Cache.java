package io.navarch.client.informer;

import io.navarch.model.KubeObject;
import io.navarch.model.ObjectKey;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The objects of an informer with their indexes. One thread writes, any thread reads. */
final class Cache<T extends KubeObject<T>> implements Lister<T> {
    private final Map<ObjectKey, T> objects = new ConcurrentHashMap<>();
    private final List<Entries<T>> indexes = new CopyOnWriteArrayList<>();
    private final Index<T> byNamespace = index(object -> List.of(object.namespace()));

    private static final class Entries<T extends KubeObject<T>> implements Index<T> {
        private final Function<T, List<String>> keysOf;
        private final Map<String, Map<ObjectKey, T>> byKey = new ConcurrentHashMap<>();

        Entries(Function<T, List<String>> keysOf) {
            this.keysOf = keysOf;
        }

        @Override
        public List<T> get(String key) {
            var found = byKey.get(key);
            return found == null ? List.of() : List.copyOf(found.values());
        }

        void replace(ObjectKey key, @Nullable T before, @Nullable T after) {
            var newKeys = after == null ? List.<String>of() : keysOf.apply(after);
            if (before != null) {
                for (var old : keysOf.apply(before)) {
                    if (!newKeys.contains(old)) {
                        byKey.computeIfPresent(old, (name, entries) -> {
                            entries.remove(key);
                            return entries.isEmpty() ? null : entries;
                        });
                    }
                }
            }
            if (after != null) {
                for (var name : newKeys) {
                    byKey.compute(name, (same, entries) -> {
                        var target = entries == null ? new ConcurrentHashMap<ObjectKey, T>() : entries;
                        target.put(key, after);
                        return target;
                    });
                }
            }
        }
    }

    /** Puts the object; null removes it. Returns what was there before. */
    @Nullable
    T replace(ObjectKey key, @Nullable T after) {
        var before = after == null ? objects.remove(key) : objects.put(key, after);
        for (var index : indexes) {
            index.replace(key, before, after);
        }
        return before;
    }

    Map<ObjectKey, T> copy() {
        return Map.copyOf(objects);
    }

    Collection<ObjectKey> keys() {
        return List.copyOf(objects.keySet());
    }

    @Override
    public Optional<T> find(ObjectKey key) {
        return Optional.ofNullable(objects.get(key));
    }

    @Override
    public Collection<T> all() {
        return Collections.unmodifiableCollection(objects.values());
    }

    @Override
    public List<T> in(String namespace) {
        return byNamespace.get(namespace);
    }

    @Override
    public Index<T> index(Function<T, List<String>> keysOf) {
        var index = new Entries<T>(keysOf);
        objects.forEach((key, object) -> index.replace(key, null, object));
        indexes.add(index);
        return index;
    }
}
