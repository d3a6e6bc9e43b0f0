package io.navarch.client.informer;

import io.navarch.model.ObjectKey;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads an informer's cache: never blocks, sees a change before the handlers hear of it. Thread-safe. */
public interface Lister<T> {
    Optional<T> find(ObjectKey key);

    default Optional<T> find(String namespace, String name) {
        return find(new ObjectKey(namespace, name));
    }

    /** All objects, in no order; a live view that is safe to iterate over. */
    Collection<T> all();

    /** The objects of a namespace. */
    List<T> in(String namespace);

    /** An index over the cache, kept from now on; add indexes before the informer starts. */
    Index<T> index(Function<T, List<String>> keysOf);

    /** The objects under each key of an index. */
    interface Index<T> {
        List<T> get(String key);
    }
}
