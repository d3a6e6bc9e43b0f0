package io.navarch.apiserver.registry;

import io.navarch.apiserver.watchcache.Encoding;
import io.navarch.apiserver.watchcache.EventType;
import io.navarch.apiserver.watchcache.StoredForm;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Shows the metadata alone, as PartialObjectMetadata: the stored bytes from one brace to the other. */
final class MetadataEncoding implements Encoding {
    private static final byte[] END = {'}'};

    private final int offset;
    private final String metaVersion;
    private final byte[] head;

    MetadataEncoding(StoredForm form, String metaVersion) {
        this.offset = form.offset();
        this.metaVersion = metaVersion;
        this.head = ("{\"kind\":\"PartialObjectMetadata\",\"apiVersion\":\"" + metaVersion + "\",\"metadata\":{")
                .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void object(byte[] stored, long revision, List<ByteBuffer> to) {
        to.add(ByteBuffer.wrap(head));
        if (revision != 0) {
            to.add(ByteBuffer.wrap(
                    ("\"resourceVersion\":\"" + revision + "\",").getBytes(StandardCharsets.ISO_8859_1)));
        }
        to.add(ByteBuffer.wrap(stored, offset, endOfObject(stored, offset) - offset));
        to.add(ByteBuffer.wrap(END));
    }

    /** The index after the brace that closes the object whose members begin at the given index. */
    static int endOfObject(byte[] json, int from) {
        int depth = 1;
        boolean quoted = false;
        for (int i = from; i < json.length; i++) {
            switch (json[i]) {
                case '"' -> quoted = !quoted;
                case '\\' -> i++;
                case '{' -> depth += quoted ? 0 : 1;
                case '}' -> {
                    depth -= quoted ? 0 : 1;
                    if (depth == 0) {
                        return i + 1;
                    }
                }
                default -> {}
            }
        }
        return json.length;
    }

    @Override
    public byte[] event(EventType type, byte[] stored, long revision) {
        var segments = new ArrayList<ByteBuffer>(4);
        object(stored, revision, segments);
        return Frames.event(type, stored.length + head.length + 32, buffer -> segments.forEach(buffer::put));
    }

    @Override
    public byte[] bookmark(long revision, boolean initialEventsEnd) {
        return Frames.bookmark(metaVersion, "PartialObjectMetadata", revision, initialEventsEnd);
    }
}
