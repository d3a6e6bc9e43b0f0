package io.navarch.apiserver.cel.library;

import com.google.common.primitives.UnsignedLong;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** {@code "%s of %d".format([a, b])} and {@code quote}. */
final class StringFormat {
    private StringFormat() {}

    static FunctionLibrary library() {
        return new FunctionLibrary()
                .member("format", SimpleType.STRING, Args.STRING, Args.DYNAMIC_LIST, StringFormat::format)
                .function("strings.quote", SimpleType.STRING, Args.STRING, StringFormat::quote);
    }

    private static String format(String form, List<Object> values) {
        var text = new StringBuilder();
        int next = 0;
        for (int i = 0; i < form.length(); i++) {
            char c = form.charAt(i);
            if (c != '%') {
                text.append(c);
                continue;
            }
            i++;
            int precision = -1;
            if (i < form.length() && form.charAt(i) == '.') {
                int start = ++i;
                while (i < form.length() && Character.isDigit(form.charAt(i))) {
                    i++;
                }
                precision = Integer.parseInt(form, start, i, 10);
            }
            if (i >= form.length()) {
                throw new IllegalArgumentException("unexpected end of string");
            }
            char clause = form.charAt(i);
            if (clause == '%') {
                text.append('%');
                continue;
            }
            if (next >= values.size()) {
                throw new IllegalArgumentException("index " + next + " out of range");
            }
            text.append(clause(clause, precision, values.get(next++)));
        }
        return text.toString();
    }

    private static String clause(char clause, int precision, Object value) {
        return switch (clause) {
            case 's' -> text(value, false);
            case 'd' -> decimal(value);
            case 'f' -> fixed(value, precision < 0 ? 6 : precision);
            case 'e' -> String.format(Locale.ROOT, "%." + (precision < 0 ? 6 : precision) + "e", number(value));
            case 'b' -> value instanceof Boolean flag ? (flag ? "1" : "0") : Long.toBinaryString(integer(value));
            case 'o' -> Long.toOctalString(integer(value));
            case 'x' -> hexadecimal(value);
            case 'X' -> hexadecimal(value).toUpperCase(Locale.ROOT);
            default ->
                throw new IllegalArgumentException(
                        "could not parse formatting clause: unrecognized formatting clause \"" + clause + "\"");
        };
    }

    private static String text(Object value, boolean nested) {
        return switch (value) {
            case String text -> nested ? quote(text) : text;
            case Double number -> plain(number);
            case Map<?, ?> map -> {
                var entries = new TreeMap<String, String>();
                map.forEach((key, member) -> entries.put(text(key, true), text(member, true)));
                var joined = new StringBuilder("{");
                entries.forEach((key, member) -> joined.append(joined.length() == 1 ? "" : ", ")
                        .append(key)
                        .append(": ")
                        .append(member));
                yield joined.append('}').toString();
            }
            case List<?> list -> {
                var joined = new StringBuilder("[");
                list.forEach(element ->
                        joined.append(joined.length() == 1 ? "" : ", ").append(text(element, true)));
                yield joined.append(']').toString();
            }
            case Duration duration -> seconds(duration);
            case Instant instant -> instant.toString();
            case CelByteString bytes -> new String(bytes.toByteArray(), StandardCharsets.UTF_8);
            case NullValue none -> "null";
            default -> value.toString();
        };
    }

    private static String plain(double number) {
        if (number == Math.rint(number) && Math.abs(number) < 1e15) {
            return Long.toString((long) number);
        }
        return Double.isFinite(number) ? BigDecimal.valueOf(number).toPlainString() : infinite(number);
    }

    private static String infinite(double number) {
        return Double.isNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity";
    }

    private static String seconds(Duration duration) {
        return new BigDecimal(duration.toNanos())
                        .movePointLeft(9)
                        .stripTrailingZeros()
                        .toPlainString() + "s";
    }

    private static String decimal(Object value) {
        return value instanceof UnsignedLong number ? number.toString() : Long.toString(integer(value));
    }

    private static String fixed(Object value, int precision) {
        double number = number(value);
        return Double.isFinite(number)
                ? BigDecimal.valueOf(number)
                        .setScale(precision, RoundingMode.HALF_EVEN)
                        .toPlainString()
                : infinite(number);
    }

    private static String hexadecimal(Object value) {
        return switch (value) {
            case String text -> HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
            case CelByteString bytes -> HexFormat.of().formatHex(bytes.toByteArray());
            default -> Long.toHexString(integer(value));
        };
    }

    private static double number(Object value) {
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        throw new IllegalArgumentException("error during formatting: scientific clause can only be used on numbers");
    }

    private static long integer(Object value) {
        return switch (value) {
            case Long number -> number;
            case UnsignedLong number -> number.longValue();
            default ->
                throw new IllegalArgumentException(
                        "error during formatting: decimal clause can only be used on integers");
        };
    }

    private static String quote(String text) {
        var quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\t' -> quoted.append("\\t");
                case '\r' -> quoted.append("\\r");
                case '\b' -> quoted.append("\\b");
                case '\f' -> quoted.append("\\f");
                case '\u0007' -> quoted.append("\\a");
                case '\u000b' -> quoted.append("\\v");
                default -> quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
