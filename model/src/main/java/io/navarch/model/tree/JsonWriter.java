package io.navarch.model.tree;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Writes a tree as compact JSON in UTF-8. Members come in schema order (alphabetical; {@code apiVersion}, {@code kind},
 * {@code metadata} first in every object that has them, by the alphabet's good will). One writer serves one call.
 */
public final class JsonWriter {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] buffer;
    private int size;

    public JsonWriter(int capacity) {
        buffer = new byte[Math.max(64, capacity)];
    }

    /** The value as JSON bytes. */
    public static byte[] bytes(Object value) {
        var writer = new JsonWriter(2048);
        writer.value(value);
        return writer.toByteArray();
    }

    /** The value as JSON text. */
    public static String text(Object value) {
        var writer = new JsonWriter(256);
        writer.value(value);
        return new String(writer.buffer, 0, writer.size, StandardCharsets.UTF_8);
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(buffer, size);
    }

    public int size() {
        return size;
    }

    /** Takes back everything that was written after the first {@code length} bytes. */
    public void truncate(int length) {
        size = length;
    }

    /** Writes any tree value. */
    public void value(Object value) {
        switch (value) {
            case String string -> string(string);
            case Struct struct -> struct(struct);
            case Dict dict -> dict(dict);
            case List<?> list -> list(list);
            case Long number -> ascii(Long.toString(number));
            case Boolean flag -> ascii(flag ? "true" : "false");
            case Double number -> number(number);
            case JsonNull ignored -> ascii("null");
            case RawJson raw -> raw(raw.bytes());
            default ->
                throw new IllegalArgumentException(
                        "not a tree value: " + value.getClass().getName());
        }
    }

    private void number(double number) {
        if (number == Math.rint(number) && Math.abs(number) < 1e15) {
            ascii(Long.toString((long) number));
        } else {
            ascii(Double.toString(number));
        }
    }

    private void struct(Struct struct) {
        put('{');
        boolean first = true;
        var fields = struct.type().fieldArray();
        for (int i = 0; i < fields.length; i++) {
            var value = struct.value(i);
            if (value != null) {
                if (!first) {
                    put(',');
                }
                first = false;
                string(fields[i].name());
                put(':');
                value(value);
            }
        }
        var extras = struct.extras();
        if (!extras.isEmpty()) {
            extras.forEachMember(new MemberWriter(first));
        }
        put('}');
    }

    private void dict(Dict dict) {
        put('{');
        dict.forEachMember(new MemberWriter(true));
        put('}');
    }

    private final class MemberWriter implements BiConsumer<String, Object> {
        private boolean first;

        MemberWriter(boolean first) {
            this.first = first;
        }

        @Override
        public void accept(String name, Object member) {
            if (!first) {
                put(',');
            }
            first = false;
            string(name);
            put(':');
            value(member);
        }
    }

    private void list(List<?> list) {
        put('[');
        for (int i = 0; i < list.size(); i++) {
            if (i > 0) {
                put(',');
            }
            value(list.get(i));
        }
        put(']');
    }

    /** Writes raw JSON, trusted to be well formed. */
    public void raw(byte[] json) {
        raw(json, 0, json.length);
    }

    public void raw(byte[] json, int from, int to) {
        ensure(to - from);
        System.arraycopy(json, from, buffer, size, to - from);
        size += to - from;
    }

    /** Writes plain ASCII as it is. */
    public void ascii(String text) {
        int length = text.length();
        ensure(length);
        for (int i = 0; i < length; i++) {
            buffer[size++] = (byte) text.charAt(i);
        }
    }

    /** Writes a quoted, escaped string. */
    public void string(String text) {
        prefixed("", text);
    }

    /** Writes the two texts as one quoted string; the prefix is plain ASCII. */
    public void prefixed(String prefix, String text) {
        int length = text.length();
        ensure(length + prefix.length() + 2);
        buffer[size++] = '"';
        if (!prefix.isEmpty()) {
            ascii(prefix);
        }
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x20 && c < 0x80 && c != '"' && c != '\\') {
                if (size == buffer.length) {
                    ensure(length - i + 1);
                }
                buffer[size++] = (byte) c;
            } else {
                i = special(text, i, c);
            }
        }
        put('"');
    }

    private int special(String text, int index, char c) {
        ensure(6);
        switch (c) {
            case '"', '\\' -> escape(c);
            case '\n' -> escape('n');
            case '\r' -> escape('r');
            case '\t' -> escape('t');
            default -> {
                if (c < 0x20) {
                    unicode(c);
                } else if (c < 0x800) {
                    buffer[size++] = (byte) (0xC0 | c >> 6);
                    buffer[size++] = (byte) (0x80 | c & 0x3F);
                } else if (Character.isHighSurrogate(c)
                        && index + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(index + 1))) {
                    fourBytes(Character.toCodePoint(c, text.charAt(index + 1)));
                    return index + 1;
                } else {
                    char valid = Character.isSurrogate(c) ? '\uFFFD' : c;
                    buffer[size++] = (byte) (0xE0 | valid >> 12);
                    buffer[size++] = (byte) (0x80 | valid >> 6 & 0x3F);
                    buffer[size++] = (byte) (0x80 | valid & 0x3F);
                }
            }
        }
        return index;
    }

    private void escape(char c) {
        buffer[size++] = '\\';
        buffer[size++] = (byte) c;
    }

    private void unicode(char c) {
        ascii("\\u00");
        put((char) HEX[c >> 4 & 0xF]);
        put((char) HEX[c & 0xF]);
    }

    private void fourBytes(int code) {
        buffer[size++] = (byte) (0xF0 | code >> 18);
        buffer[size++] = (byte) (0x80 | code >> 12 & 0x3F);
        buffer[size++] = (byte) (0x80 | code >> 6 & 0x3F);
        buffer[size++] = (byte) (0x80 | code & 0x3F);
    }

    private void put(char c) {
        ensure(1);
        buffer[size++] = (byte) c;
    }

    private void ensure(int more) {
        if (size + more > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + more));
        }
    }
}
