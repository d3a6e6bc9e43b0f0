package io.navarch.model.name;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Values as Go's {@code %q} and {@code %#v} show them: upstream's messages carry them and clients compare them. */
public final class GoSyntax {
    private GoSyntax() {}

    /** A quoted string. */
    public static String quote(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2).append('"');
        text.codePoints().forEach(c -> appendEscaped(out, c));
        return out.append('"').toString();
    }

    /** {@code []string{"a", "b"}}, or {@code []string(nil)} for null. */
    public static String strings(@Nullable Collection<String> values) {
        return values == null
                ? "[]string(nil)"
                : "[]string{"
                        + String.join(", ", values.stream().map(GoSyntax::quote).toList()) + "}";
    }

    /** A field's name as Go writes it: {@code seLinuxOptions} is {@code SELinuxOptions}. */
    public static String exported(String field) {
        return field.startsWith("seLinux")
                ? "SELinux" + field.substring("seLinux".length())
                : Character.toUpperCase(field.charAt(0)) + field.substring(1);
    }

    private static void appendEscaped(StringBuilder out, int c) {
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            case 0x07 -> out.append("\\a");
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            case 0x0b -> out.append("\\v");
            default -> {
                if (c < 0x20 || c == 0x7f) {
                    out.append(String.format(Locale.ROOT, "\\x%02x", c));
                } else if (Character.isISOControl(c) || !Character.isDefined(c)) {
                    out.append(
                            c < 0x10000
                                    ? String.format(Locale.ROOT, "\\u%04x", c)
                                    : String.format(Locale.ROOT, "\\U%08x", c));
                } else {
                    out.appendCodePoint(c);
                }
            }
        }
    }
}
