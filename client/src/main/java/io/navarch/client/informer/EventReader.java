package io.navarch.client.informer;

import io.navarch.model.Kind;
import io.navarch.model.KubeObject;
import io.navarch.model.meta.v1.Status;
import io.navarch.model.status.ApiException;
import io.navarch.model.tree.DecodeException;
import io.navarch.model.tree.JsonReader;
import java.nio.charset.StandardCharsets;

/** Reads watch events: {@code {"type":"ADDED","object":{…}}}. */
final class EventReader<T extends KubeObject<T>> {
    private static final byte[] OBJECT = "\"object\":".getBytes(StandardCharsets.US_ASCII);

    enum Type {
        ADDED,
        MODIFIED,
        DELETED,
        BOOKMARK
    }

    record Event<T>(Type type, T object) {}

    private final Kind<T> kind;

    EventReader(Kind<T> kind) {
        this.kind = kind;
    }

    /** Throws {@link ApiException} for an ERROR event. */
    Event<T> read(byte[] frame) {
        int from = indexOf(frame) + OBJECT.length;
        int to = frame.length;
        while (to > from && frame[to - 1] != '}') {
            to--;
        }
        var type = type(frame);
        if (type.equals("ERROR")) {
            throw new ApiException(new Status(JsonReader.struct(Status.TYPE, frame, from, to - 1 - from, null)));
        }
        var object = JsonReader.struct(kind.type(), frame, from, to - 1 - from, null);
        return new Event<>(Type.valueOf(type), kind.view().apply(object));
    }

    private static String type(byte[] frame) {
        // {"type":"X… : the value begins after the third quote.
        int start = 0;
        for (int quotes = 0; quotes < 3; start++) {
            if (frame[start] == '"') {
                quotes++;
            }
        }
        int end = start;
        while (frame[end] != '"') {
            end++;
        }
        return new String(frame, start, end - start, StandardCharsets.US_ASCII);
    }

    private static int indexOf(byte[] frame) {
        for (int i = 0; i + OBJECT.length < frame.length; i++) {
            if (frame[i] == '"' && java.util.Arrays.equals(frame, i, i + OBJECT.length, OBJECT, 0, OBJECT.length)) {
                return i;
            }
        }
        throw new DecodeException("a watch event without an object");
    }
}
