package io.navarch.apiserver.watchcache;

import io.navarch.store.mvcc.SortedTree;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All objects of a resource at one revision. Immutable.
 *
 * @param revision every change up to it is in here, none after it
 */
public record CacheSnapshot(long revision, SortedTree<CachedObject> objects) {
    public @Nullable CachedObject get(String key) {
        return objects.get(key);
    }

    /** The selected objects in key order. */
    public List<CachedObject> select(Selection selection) {
        if (!selection.exactKey().isEmpty()) {
            var object = objects.get(selection.exactKey());
            return object != null && selection.matches(object) ? List.of(object) : List.of();
        }
        var end = endOf(selection.prefix());
        if (selection.selectsAll()) {
            return objects.values(selection.prefix(), end, 0);
        }
        var selected = new ArrayList<CachedObject>();
        objects.visit(selection.prefix(), end, object -> {
            if (selection.matches(object)) {
                selected.add(object);
            }
            return true;
        });
        return selected;
    }

    /** How many objects have keys from {@code key} to the end of the prefix. */
    public int countFrom(String key, String prefix) {
        return objects.count(key, endOf(prefix));
    }

    /** The first key after all that begin with the prefix. */
    public static String endOf(String prefix) {
        int last = prefix.length() - 1;
        return prefix.substring(0, last) + (char) (prefix.charAt(last) + 1);
    }
}
