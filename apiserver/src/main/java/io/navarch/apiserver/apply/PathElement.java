package io.navarch.apiserver.apply;

import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonReader;
import io.navarch.model.tree.JsonWriter;
import io.navarch.model.tree.Obj;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Steps of a field path in their encoded form, which serves as their identity: {@code f:name} a field, {@code k:{"a":1}} the
 * element of a keyed list, {@code v:"x"} the element of a set, {@code i:0} a position.
 */
final class PathElement {
    /** Fields before keys before values before positions; within each by text. */
    static final Comparator<String> ORDER = PathElement::compare;

    private PathElement() {}

    private static int compare(String one, String other) {
        int kind = Character.compare(one.charAt(0), other.charAt(0));
        if (kind != 0) {
            return rank(one) - rank(other);
        }
        return one.compareTo(other);
    }

    private static int rank(String element) {
        return switch (element.charAt(0)) {
            case 'f' -> 0;
            case 'k' -> 1;
            case 'v' -> 2;
            default -> 3;
        };
    }

    static String field(String name) {
        return "f:".concat(name);
    }

    static String value(Object value) {
        return "v:" + JsonWriter.text(value);
    }

    /** @param keys the values of the keys in the order of the keys' names */
    static String key(Dict keys) {
        return "k:" + JsonWriter.text(keys);
    }

    /** Reads an element from a client's managed fields into canonical form; throws if it is none. */
    static String canonical(String encoded) {
        if (encoded.length() < 2 || encoded.charAt(1) != ':') {
            throw new IllegalArgumentException("missing colon: " + encoded);
        }
        return switch (encoded.charAt(0)) {
            case 'f', 'i' -> encoded;
            case 'k', 'v' ->
                encoded.substring(0, 2)
                        + JsonWriter.text(JsonReader.any(encoded.substring(2).getBytes(StandardCharsets.UTF_8)));
            default -> throw new IllegalArgumentException("unknown path element type: " + encoded);
        };
    }

    /** The path as messages show it: {@code .spec.containers[name="c"].image}. */
    static String display(List<String> path) {
        var text = new StringBuilder();
        for (var element : path) {
            var body = element.substring(2);
            switch (element.charAt(0)) {
                case 'f' -> text.append('.').append(body);
                case 'k' -> text.append('[').append(keys(body)).append(']');
                case 'v' -> text.append("[=").append(body).append(']');
                default -> text.append('[').append(body).append(']');
            }
        }
        return text.toString();
    }

    private static String keys(String json) {
        var parts = new ArrayList<String>();
        if (JsonReader.any(json.getBytes(StandardCharsets.UTF_8)) instanceof Obj keys) {
            keys.forEachMember((name, value) -> parts.add(name + "=" + JsonWriter.text(value)));
        }
        return String.join(",", parts);
    }
}
