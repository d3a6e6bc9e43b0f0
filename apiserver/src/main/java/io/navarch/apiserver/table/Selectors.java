package io.navarch.apiserver.table;

import io.navarch.model.tree.Dict;
import io.navarch.model.tree.Struct;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Label selectors and labels as columns show them. */
final class Selectors {
    private static final String NONE = "<none>";

    private Selectors() {}

    /** A LabelSelector: {@code a=b,c in (d,e),!f}. */
    static String format(@Nullable Object selector) {
        if (!(selector instanceof Struct struct)) {
            return NONE;
        }
        var parts = new ArrayList<String[]>();
        if (struct.get("matchLabels") instanceof Dict labels) {
            labels.forEachMember((key, value) -> parts.add(new String[] {key, key + "=" + value}));
        }
        for (var expression : CellFunctions.structs(struct.get("matchExpressions"))) {
            var key = String.valueOf(expression.get("key"));
            parts.add(new String[] {key, requirement(key, expression)});
        }
        parts.sort((a, b) -> a[0].compareTo(b[0]));
        return parts.isEmpty()
                ? NONE
                : String.join(",", parts.stream().map(part -> part[1]).toList());
    }

    private static String requirement(String key, Struct expression) {
        List<String> values = List.copyOf(new TreeSet<>(CellFunctions.strings(expression.get("values"))));
        return switch (String.valueOf(expression.get("operator"))) {
            case "In" -> key + " in (" + String.join(",", values) + ")";
            case "NotIn" -> key + " notin (" + String.join(",", values) + ")";
            case "Exists" -> key;
            case "DoesNotExist" -> "!" + key;
            default -> "<error>";
        };
    }

    /** A map of labels: {@code a=b,c=d}. */
    static String labels(@Nullable Object labels) {
        if (!(labels instanceof Dict dict) || dict.isEmpty()) {
            return NONE;
        }
        var parts = new ArrayList<String>();
        dict.forEachMember((key, value) -> parts.add(key + "=" + value));
        return String.join(",", parts);
    }
}
