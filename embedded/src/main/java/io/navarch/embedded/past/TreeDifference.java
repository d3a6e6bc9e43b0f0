package io.navarch.embedded.past;

import io.navarch.embedded.FieldChange;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the fields in which two objects differ, but for those that every write changes. */
final class TreeDifference {
    private static final Set<String> BOOK_KEEPING = Set.of("metadata.managedFields", "metadata.resourceVersion");
    /** What tells the elements of Kubernetes' lists apart, the first that all of them have. */
    private static final List<String> ELEMENT_KEYS =
            List.of("name", "type", "uid", "ip", "key", "port", "containerPort");

    private final List<FieldChange> found = new ArrayList<>();

    private TreeDifference() {}

    static List<FieldChange> between(Dict before, Dict after) {
        var difference = new TreeDifference();
        difference.compare("", before, after);
        return difference.found;
    }

    private void compare(String path, @Nullable Object before, @Nullable Object after) {
        if (Objects.equals(before, after) || BOOK_KEEPING.contains(path)) {
            return;
        }
        if (before instanceof Dict old && after instanceof Dict now) {
            members(path.isEmpty() ? "" : path + ".", "", members(old), members(now));
        } else if (before instanceof List<?> old && after instanceof List<?> now) {
            var key = elementKey(old).filter(name -> elementKey(now).equals(Optional.of(name)));
            if (key.isPresent()) {
                members(path + "[" + key.get() + "=", "]", elements(old, key.get()), elements(now, key.get()));
            } else {
                members(path + "[", "]", numbered(old), numbered(now));
            }
        } else {
            found.add(new FieldChange(path, json(before), json(after)));
        }
    }

    private void members(String before, String after, Map<String, Object> old, Map<String, Object> now) {
        var names = new LinkedHashSet<>(old.keySet());
        names.addAll(now.keySet());
        for (var name : names) {
            compare(before + name + after, old.get(name), now.get(name));
        }
    }

    private static Map<String, Object> members(Dict dict) {
        var members = new LinkedHashMap<String, Object>();
        dict.forEachMember(members::put);
        return members;
    }

    private static Map<String, Object> numbered(List<?> list) {
        var elements = new LinkedHashMap<String, Object>();
        for (int i = 0; i < list.size(); i++) {
            elements.put(Integer.toString(i), list.get(i));
        }
        return elements;
    }

    private static Map<String, Object> elements(List<?> list, String key) {
        var elements = new LinkedHashMap<String, Object>();
        for (var element : list) {
            elements.put(String.valueOf(((Dict) element).get(key)), element);
        }
        return elements;
    }

    /** The member by which the elements of a list are told apart; empty for an empty list, whose elements all differ anyway. */
    private static Optional<String> elementKey(List<?> list) {
        return ELEMENT_KEYS.stream()
                .filter(key -> list.stream().allMatch(element -> element instanceof Dict dict && dict.get(key) != null))
                .filter(key -> elements(list, key).size() == list.size() && !list.isEmpty())
                .findFirst();
    }

    static String json(@Nullable Object tree) {
        return tree == null ? "" : new String(JsonWriter.bytes(tree), StandardCharsets.UTF_8);
    }
}
