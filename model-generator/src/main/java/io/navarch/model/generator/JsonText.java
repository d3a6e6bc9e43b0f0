package io.navarch.model.generator;

import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** Compact JSON of what YAML was read into. */
final class JsonText {
    private JsonText() {}

    static String of(Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                var members = new StringJoiner(",", "{", "}");
                map.forEach((key, member) -> members.add(quote(String.valueOf(key)) + ":" + of(member)));
                yield members.toString();
            }
            case List<?> list -> {
                var elements = new StringJoiner(",", "[", "]");
                list.forEach(element -> elements.add(of(element)));
                yield elements.toString();
            }
            case Number number -> number.toString();
            case Boolean flag -> flag.toString();
            default -> quote(value.toString());
        };
    }

    private static String quote(String text) {
        var out = new StringBuilder(text.length() + 2).append('"');
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < 0x20) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }
}
