package io.navarch.apiserver.watchcache;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The watchers of a resource, so arranged that an event meets only those it may concern: thousands of kubelets each watch
 * the pods of their own node. Guarded by the cache's lock.
 */
final class WatcherIndex {
    private final Set<CacheWatcher> general = new LinkedHashSet<>();
    private final Map<String, Set<CacheWatcher>> byKey = new HashMap<>();
    private final Map<Integer, Map<String, Set<CacheWatcher>>> byField = new HashMap<>();

    void add(CacheWatcher watcher) {
        place(watcher).add(watcher);
    }

    void remove(CacheWatcher watcher) {
        var selection = watcher.selection();
        var set = place(watcher);
        set.remove(watcher);
        if (!set.isEmpty()) {
            return;
        }
        var term = indexed(selection);
        if (!selection.exactKey().isEmpty()) {
            byKey.remove(selection.exactKey());
        } else if (term != null) {
            byField.getOrDefault(term.field(), new HashMap<>()).remove(term.value());
        }
    }

    private Set<CacheWatcher> place(CacheWatcher watcher) {
        var selection = watcher.selection();
        if (!selection.exactKey().isEmpty()) {
            return byKey.computeIfAbsent(selection.exactKey(), absent -> new LinkedHashSet<>());
        }
        var term = indexed(selection);
        return term == null
                ? general
                : byField.computeIfAbsent(term.field(), absent -> new HashMap<>())
                        .computeIfAbsent(term.value(), absent -> new LinkedHashSet<>());
    }

    private static Selection.@org.jspecify.annotations.Nullable Term indexed(Selection selection) {
        for (var term : selection.terms()) {
            if (term.equal() && term.field() >= 0) {
                return term;
            }
        }
        return null;
    }

    /** Gives the event to every watcher it may concern, once. */
    void dispatch(CacheEvent event) {
        for (var watcher : general) {
            watcher.offer(event);
        }
        var current = event.current();
        var previous = event.previous();
        var any = current != null ? current : previous;
        if (any != null && !byKey.isEmpty()) {
            offer(byKey.get(any.key()), event);
        }
        byField.forEach((field, watchers) -> {
            var is = current == null ? null : Selection.Term.valueOf(current, field);
            var was = previous == null ? null : Selection.Term.valueOf(previous, field);
            if (is != null) {
                offer(watchers.get(is), event);
            }
            if (was != null && !was.equals(is)) {
                offer(watchers.get(was), event);
            }
        });
    }

    private static void offer(@org.jspecify.annotations.Nullable Set<CacheWatcher> watchers, CacheEvent event) {
        if (watchers != null) {
            for (var watcher : watchers) {
                watcher.offer(event);
            }
        }
    }

    void forEach(Consumer<CacheWatcher> visitor) {
        var all = new ArrayList<>(general);
        byKey.values().forEach(all::addAll);
        byField.values().forEach(values -> values.values().forEach(all::addAll));
        all.forEach(visitor);
    }

    boolean isEmpty() {
        return general.isEmpty() && byKey.isEmpty() && byField.values().stream().allMatch(Map::isEmpty);
    }
}
