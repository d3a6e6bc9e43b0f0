package io.navarch.bench.http2;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The sending half of header compression (RFC 7541) as far as a load needs it: what repeats is sent once and from then on as
 * an index, as the usual clients do. Confined to the connection's thread.
 */
final class HeaderTable {
    private static final int STATIC_ENTRIES = 61;
    private static final int PATH = 4;
    private static final Map<String, Integer> STATIC_NAMES = Map.of(
            ":authority",
            1,
            ":method",
            2,
            "accept",
            19,
            "authorization",
            23,
            "content-length",
            28,
            "content-type",
            31,
            "user-agent",
            58);

    private final Map<String, Integer> added = new HashMap<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);

    /** The head of a request as a block of header fields. */
    byte[] block(String authority, Request request, Map<String, String> common) {
        out.reset();
        switch (request.method()) {
            case "GET" -> out.write(0x80 | 2);
            case "POST" -> out.write(0x80 | 3);
            default -> indexed(":method", request.method());
        }
        out.write(0x80 | 7);
        indexed(":authority", authority);
        integer(0, 4, PATH);
        string(request.path());
        common.forEach(this::indexed);
        indexed("accept", request.accept());
        if (request.body().length > 0) {
            indexed("content-type", request.contentType());
            integer(0, 4, STATIC_NAMES.getOrDefault("content-length", 0));
            string(Integer.toString(request.body().length));
        }
        return out.toByteArray();
    }

    private void indexed(String name, String value) {
        var key = name + '\0' + value;
        var place = added.get(key);
        if (place != null) {
            integer(0x80, 7, STATIC_ENTRIES + added.size() - place);
            return;
        }
        added.put(key, added.size());
        integer(0x40, 6, STATIC_NAMES.getOrDefault(name, 0));
        if (!STATIC_NAMES.containsKey(name)) {
            string(name);
        }
        string(value);
    }

    private void integer(int flags, int bits, int value) {
        int limit = (1 << bits) - 1;
        if (value < limit) {
            out.write(flags | value);
            return;
        }
        out.write(flags | limit);
        int rest = value - limit;
        while (rest >= 128) {
            out.write(rest & 127 | 128);
            rest >>>= 7;
        }
        out.write(rest);
    }

    private void string(String text) {
        var bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        integer(0, 7, bytes.length);
        out.write(bytes, 0, bytes.length);
    }
}
