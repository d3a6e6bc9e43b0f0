package io.navarch.embedded.machinery;

import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonReader;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a server answered. */
record Answer(int status, HttpHeaders headers, byte[] bytes) {
    String raw() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    Dict body() {
        return (Dict) JsonReader.any(bytes);
    }

    /** The value at a path of member names and positions; null if there is none. */
    @Nullable
    Object at(String... path) {
        return in(body(), path);
    }

    /** The value at a path of member names and positions, as text; "" if there is none. */
    String text(String... path) {
        var value = at(path);
        return value == null ? "" : value.toString();
    }

    List<?> list(String... path) {
        return at(path) instanceof List<?> list ? list : List.of();
    }

    /** The names of the objects of a list. */
    List<String> names() {
        return list("items").stream()
                .map(item -> textIn(item, "metadata", "name"))
                .toList();
    }

    String message() {
        return text("message");
    }

    List<String> warnings() {
        return headers.allValues("warning");
    }

    static @Nullable Object in(@Nullable Object tree, String... path) {
        Object value = tree;
        for (var step : path) {
            value = value instanceof Map<?, ?> dict
                    ? dict.get(step)
                    : value instanceof List<?> list && step.matches("\\d+") && Integer.parseInt(step) < list.size()
                            ? list.get(Integer.parseInt(step))
                            : null;
        }
        return value;
    }

    static String textIn(@Nullable Object tree, String... path) {
        var value = in(tree, path);
        return value == null ? "" : value.toString();
    }
}
