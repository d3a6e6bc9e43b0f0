package io.navarch.embedded.conformance;

import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonNull;
import io.navarch.model.tree.JsonReader;
import io.navarch.model.tree.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON value as a client sees it, read by paths such as {@code spec/containers/0/image}. */
record Tree(@Nullable Object value) {
    /** JSON, in which single quotes may stand for double ones. */
    static Tree of(String json) {
        return of(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    static Tree of(byte[] json) {
        return new Tree(copy(JsonReader.any(json)));
    }

    private static @Nullable Object copy(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                var copy = new LinkedHashMap<String, @Nullable Object>();
                map.forEach((key, entry) -> copy.put((String) key, copy(entry)));
                yield copy;
            }
            case List<?> list -> {
                var copy = new ArrayList<@Nullable Object>();
                list.forEach(entry -> copy.add(copy(entry)));
                yield copy;
            }
            case null, default -> value;
        };
    }

    byte[] bytes() {
        return JsonWriter.bytes(plain(value));
    }

    /** The value as the tree's writer knows it. */
    private static Object plain(@Nullable Object value) {
        return switch (value) {
            case null -> JsonNull.NULL;
            case Map<?, ?> map -> {
                var dict = Dict.builder();
                map.forEach((key, entry) -> dict.put((String) key, plain(entry)));
                yield dict.build();
            }
            case List<?> list -> list.stream().map(Tree::plain).toList();
            default -> value;
        };
    }

    /** What is at the path; nothing if it is not there. */
    Tree at(String path) {
        var at = value;
        for (var step : path.split("/")) {
            at = step(at, step.replace("~1", "/"));
        }
        return new Tree(at);
    }

    private static @Nullable Object step(@Nullable Object at, String step) {
        return switch (at) {
            case Map<?, ?> map -> map.get(step);
            case List<?> list
            when step.matches("[0-9]+") && Integer.parseInt(step) < list.size() -> list.get(Integer.parseInt(step));
            case null, default -> null;
        };
    }

    boolean there() {
        return value != null;
    }

    /** The text at the path; "" if there is nothing. */
    String text(String path) {
        var at = at(path).value;
        return at == null ? "" : at.toString();
    }

    /** The number at the path; 0 if there is none. */
    long number(String path) {
        var text = text(path);
        return text.isEmpty() ? 0 : Long.parseLong(text);
    }

    List<Tree> list(String path) {
        return at(path).value instanceof List<?> list
                ? list.stream().<Tree>map(Tree::new).toList()
                : List.of();
    }

    List<String> texts(String path, String member) {
        return list(path).stream().map(entry -> entry.text(member)).toList();
    }

    String name() {
        return text("metadata/name");
    }

    /** This tree with the value at the path; what is missing on the way is made. */
    Tree with(String path, @Nullable Object member) {
        var copy = copy(value);
        var at = copy;
        var steps = path.split("/");
        for (int i = 0; i < steps.length; i++) {
            var step = steps[i].replace("~1", "/");
            at = put(java.util.Objects.requireNonNull(at), step, i == steps.length - 1, member);
        }
        return new Tree(copy);
    }

    @SuppressWarnings("unchecked")
    private static @Nullable Object put(Object at, String step, boolean last, @Nullable Object member) {
        if (at instanceof List<?> list) {
            if (last) {
                ((List<@Nullable Object>) list).set(Integer.parseInt(step), member);
            }
            return list.get(Integer.parseInt(step));
        }
        var map = (Map<String, @Nullable Object>) at;
        if (last) {
            map.remove(step);
            if (member != null) {
                map.put(step, member instanceof Tree tree ? tree.value : member);
            }
            return null;
        }
        return map.computeIfAbsent(step, absent -> new LinkedHashMap<String, @Nullable Object>());
    }

    /** {@code type=status reason}, of each condition in the status. */
    List<String> conditions() {
        return list("status/conditions").stream()
                .map(c -> (c.text("type") + "=" + c.text("status") + " " + c.text("reason")).strip())
                .toList();
    }

    /** The message of the condition. */
    String message(String condition) {
        return list("status/conditions").stream()
                .filter(c -> c.text("type").equals(condition))
                .map(c -> c.text("message"))
                .findFirst()
                .orElse("");
    }

    @Override
    public String toString() {
        return value == null ? "nothing" : JsonWriter.text(plain(value));
    }
}
