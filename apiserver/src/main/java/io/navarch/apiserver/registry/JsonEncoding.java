package io.navarch.apiserver.registry;

import io.navarch.apiserver.watchcache.Encoding;
import io.navarch.apiserver.watchcache.EventType;
import io.navarch.apiserver.watchcache.StoredForm;
import io.navarch.model.kind.ServedKind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Shows objects as they are stored: apiVersion and kind of the served version, the resource version, and then the stored
 * bytes from the metadata on, uncopied. For versions whose objects have the same members as the stored version.
 */
final class JsonEncoding implements Encoding {
    private final int offset;
    private final byte[] head;
    private final ServedKind served;

    JsonEncoding(StoredForm form, ServedKind served) {
        this.offset = form.offset();
        this.served = served;
        var start = new String(StoredForm.head(served.definition(), served.version()), StandardCharsets.UTF_8);
        this.head = (start + "\"resourceVersion\":\"").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void object(byte[] stored, long revision, List<ByteBuffer> to) {
        if (revision == 0) {
            to.add(ByteBuffer.wrap(head, 0, head.length - "\"resourceVersion\":\"".length()));
        } else {
            to.add(ByteBuffer.wrap(head));
            to.add(ByteBuffer.wrap((revision + "\",").getBytes(StandardCharsets.ISO_8859_1)));
        }
        to.add(ByteBuffer.wrap(stored, offset, stored.length - offset));
    }

    @Override
    public byte[] event(EventType type, byte[] stored, long revision) {
        return Frames.event(type, stored.length + head.length, buffer -> {
            buffer.put(head);
            Frames.ascii(buffer, Long.toString(revision));
            Frames.ascii(buffer, "\",");
            buffer.put(stored, offset, stored.length - offset);
        });
    }

    @Override
    public byte[] bookmark(long revision, boolean initialEventsEnd) {
        return Frames.bookmark(served.apiVersion(), served.definition().kind(), revision, initialEventsEnd);
    }
}
