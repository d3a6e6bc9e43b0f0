package io.navarch.apiserver.patch;

import io.navarch.model.tree.Dict;
import io.navarch.model.tree.Field;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Merges lists whose elements are identified by a key, or by themselves, and puts the result in order. */
final class ListMerge {
    private ListMerge() {}

    /**
     * The merged list.
     *
     * @param order the order that the patch asks for, or null for that of its elements
     */
    static List<Object> merge(Field field, List<?> originals, List<?> changes, @Nullable Object order) {
        if (changes.isEmpty()) {
            return List.copyOf(originals);
        }
        boolean objects = elementsAreObjects(originals, changes);
        var key = objects ? field.mergeKey() : "";
        if (objects && key.isEmpty()) {
            throw new PatchException("cannot merge lists without merge key for " + field.name());
        }
        var merged = new ArrayList<Object>(originals);
        var named = new ArrayList<Object>();
        for (var change : changes) {
            if (!(change instanceof Dict element)) {
                if (!merged.contains(change)) {
                    merged.add(change);
                }
                named.add(change);
            } else if (element.get("$patch") instanceof String directive && !directive.equals("merge")) {
                if (directive.equals("replace")) {
                    return replaced(changes);
                }
                delete(merged, element, key, directive);
            } else {
                mergeElement(merged, element, field, key);
                named.add(change);
            }
        }
        var wanted = order instanceof List<?> list ? list : named;
        return ordered(key, merged, wanted, originals);
    }

    private static boolean elementsAreObjects(List<?> originals, List<?> changes) {
        var sample = originals.isEmpty() ? changes : originals;
        return !sample.isEmpty() && sample.get(0) instanceof Dict;
    }

    private static List<Object> replaced(List<?> changes) {
        var kept = new ArrayList<Object>();
        for (var change : changes) {
            if (change instanceof Dict element && element.get("$patch") == null) {
                kept.add(element);
            }
        }
        return List.copyOf(kept);
    }

    private static void delete(List<Object> merged, Dict element, String key, String directive) {
        if (!directive.equals("delete")) {
            throw new PatchException("unknown patch type: " + directive + " in list");
        }
        var wanted = keyOf(element, key);
        merged.removeIf(present -> present instanceof Dict dict && wanted.equals(dict.get(key)));
    }

    private static void mergeElement(List<Object> merged, Dict element, Field field, String key) {
        var wanted = keyOf(element, key);
        var type = field.type().structOrElement();
        for (int i = 0; i < merged.size(); i++) {
            if (merged.get(i) instanceof Dict present && wanted.equals(present.get(key))) {
                merged.set(i, StrategicMergePatch.mergeElement(present, element, type));
                return;
            }
        }
        merged.add(StrategicMergePatch.mergeElement(Dict.EMPTY, element, type));
    }

    private static Object keyOf(Dict element, String key) {
        var value = element.get(key);
        if (value == null) {
            throw new PatchException("map: " + element + " does not contain declared merge key: " + key);
        }
        return value;
    }

    /**
     * The elements in order: those that {@code order} names as it names them; the others keep their place among those that
     * stood in the list before, and new ones go last.
     */
    static List<Object> ordered(String key, List<?> elements, List<?> order, List<?> before) {
        var named = new ArrayList<Object>();
        for (var position : order) {
            int at = indexOf(elements, position, key);
            if (at >= 0 && indexOf(named, position, key) < 0) {
                named.add(elements.get(at));
            }
        }
        var others = new ArrayList<Object>();
        for (var element : elements) {
            if (indexOf(named, element, key) < 0) {
                others.add(element);
            }
        }
        var result = new ArrayList<Object>(elements.size());
        int next = 0;
        for (var element : named) {
            int place = indexOf(before, element, key);
            while (next < others.size() && place >= 0 && precedes(before, others.get(next), place, key)) {
                result.add(others.get(next++));
            }
            result.add(element);
        }
        result.addAll(others.subList(next, others.size()));
        return List.copyOf(result);
    }

    private static boolean precedes(List<?> before, Object element, int place, String key) {
        int own = indexOf(before, element, key);
        return own >= 0 && own < place;
    }

    private static int indexOf(List<?> elements, Object wanted, String key) {
        var identity = identity(wanted, key);
        for (int i = 0; i < elements.size(); i++) {
            if (identity.equals(identity(elements.get(i), key))) {
                return i;
            }
        }
        return -1;
    }

    private static Object identity(Object element, String key) {
        var value = !key.isEmpty() && element instanceof Dict dict ? dict.get(key) : element;
        return value == null ? "" : value;
    }
}
