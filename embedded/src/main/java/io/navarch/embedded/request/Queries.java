package io.navarch.embedded.request;

import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** Writes decoded queries as they are easiest to read. */
final class Queries {
    private Queries() {}

    /** The query with its question mark; "" without one. */
    static String text(Map<String, List<String>> query) {
        if (query.isEmpty()) {
            return "";
        }
        var text = new StringJoiner("&", "?", "");
        query.forEach((name, values) -> values.forEach(value -> text.add(name + "=" + value)));
        return text.toString();
    }
}
