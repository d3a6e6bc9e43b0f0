package io.navarch.apiserver.cel;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How names of properties are written in expressions, where only identifiers may stand: {@code my-name} is {@code my__dash__name}. */
public final class Identifiers {
    private static final Set<String> RESERVED = Set.of(
            "true",
            "false",
            "null",
            "in",
            "as",
            "break",
            "const",
            "continue",
            "else",
            "for",
            "function",
            "if",
            "import",
            "let",
            "loop",
            "package",
            "namespace",
            "return");

    private Identifiers() {}

    /** The identifier of a property; null if it cannot be written. */
    public static @Nullable String escape(String name) {
        if (name.isEmpty() || (name.charAt(0) >= '0' && name.charAt(0) <= '9')) {
            return null;
        }
        if (RESERVED.contains(name)) {
            return "__" + name + "__";
        }
        var escaped = new StringBuilder(name.length() + 8);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            switch (c) {
                case '.' -> escaped.append("__dot__");
                case '-' -> escaped.append("__dash__");
                case '/' -> escaped.append("__slash__");
                case '_' -> {
                    if (i + 1 < name.length() && name.charAt(i + 1) == '_') {
                        escaped.append("__underscores__");
                        i++;
                    } else {
                        escaped.append('_');
                    }
                }
                default -> {
                    if (!isWordCharacter(c)) {
                        return null;
                    }
                    escaped.append(c);
                }
            }
        }
        return escaped.toString();
    }

    private static boolean isWordCharacter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
