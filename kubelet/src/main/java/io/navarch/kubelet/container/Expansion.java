package io.navarch.kubelet.container;

import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Expands {@code $(NAME)} as the API defines it: unknown names stay as they are, {@code $$(NAME)} is an escaped one. */
public final class Expansion {
    private Expansion() {}

    public static String expand(String text, Map<String, String> values) {
        return expand(text, values::get);
    }

    /** @param values gives null for unknown names, or throws */
    public static String expand(String text, Function<String, @Nullable String> values) {
        if (text.indexOf('$') < 0) {
            return text;
        }
        var out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '$' || i + 1 == text.length()) {
                out.append(c);
                continue;
            }
            char next = text.charAt(i + 1);
            if (next == '$') {
                out.append('$');
                i++;
            } else if (next == '(') {
                int end = text.indexOf(')', i + 2);
                if (end < 0) {
                    out.append(c);
                    continue;
                }
                var name = text.substring(i + 2, end);
                var value = values.apply(name);
                out.append(value == null ? "$(" + name + ")" : value);
                i = end;
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }
}
