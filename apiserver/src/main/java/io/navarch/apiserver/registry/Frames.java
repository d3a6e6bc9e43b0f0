package io.navarch.apiserver.registry;

import io.navarch.apiserver.watchcache.EventType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/** Writes the frames of watches. */
final class Frames {
    private static final int ENVELOPE = 64;

    private Frames() {}

    /**
     * An event.
     *
     * @param length of the object at most, but for a few bytes
     */
    static byte[] event(EventType type, int length, Consumer<ByteBuffer> object) {
        var buffer = ByteBuffer.allocate(length + ENVELOPE);
        ascii(buffer, "{\"type\":\"");
        ascii(buffer, type.name());
        ascii(buffer, "\",\"object\":");
        object.accept(buffer);
        ascii(buffer, "}\n");
        return buffer.hasRemaining() ? Arrays.copyOf(buffer.array(), buffer.position()) : buffer.array();
    }

    static byte[] event(EventType type, byte[] object) {
        return event(type, object.length, buffer -> buffer.put(object));
    }

    static byte[] error(byte[] status) {
        var text = "{\"type\":\"ERROR\",\"object\":" + new String(status, StandardCharsets.UTF_8) + "}\n";
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] bookmark(String apiVersion, String kind, long revision, boolean initialEventsEnd) {
        var annotations = initialEventsEnd ? ",\"annotations\":{\"k8s.io/initial-events-end\":\"true\"}" : "";
        return ("{\"type\":\"BOOKMARK\",\"object\":{\"kind\":\"" + kind + "\",\"apiVersion\":\"" + apiVersion
                        + "\",\"metadata\":{\"resourceVersion\":\"" + revision + "\"" + annotations + "}}}\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    static void ascii(ByteBuffer buffer, String text) {
        for (int i = 0; i < text.length(); i++) {
            buffer.put((byte) text.charAt(i));
        }
    }
}
