package io.navarch.apiserver.registry;

import io.navarch.apiserver.watchcache.CachedObject;
import io.navarch.apiserver.watchcache.Encoding;
import io.navarch.apiserver.watchcache.EventType;
import io.navarch.apiserver.watchcache.StoredForm;
import io.navarch.model.meta.v1.ListMeta;
import io.navarch.model.meta.v1.ObjectMeta;
import io.navarch.model.proto.Envelope;
import io.navarch.model.proto.Messages;
import io.navarch.model.proto.ProtoWriter;
import io.navarch.model.tree.DecodeException;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonReader;
import io.navarch.model.tree.Struct;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Shows objects as protobuf messages, by way of a tree. What was encoded is kept beside the cached object while there is
 * memory for it, so that lists are copied.
 */
final class ProtobufEncoding implements Encoding {
    static final String WATCH_TYPE = BodyReader.PROTOBUF + ";stream=watch";

    private final StoredForm form;
    private final String apiVersion;
    private final String kind;
    private final UnaryOperator<Struct> shown;

    /** @param shown makes of a stored object the one that is shown, of the given apiVersion and kind */
    ProtobufEncoding(StoredForm form, String apiVersion, String kind, UnaryOperator<Struct> shown) {
        this.form = form;
        this.apiVersion = apiVersion;
        this.kind = kind;
        this.shown = shown;
    }

    private Struct tree(byte[] stored, long revision) {
        var object = form.read(stored, revision);
        if (revision == 0) {
            object = Metadata.with(object, Metadata.of(object).withoutResourceVersion());
        }
        return shown.apply(object);
    }

    /** Adds the object's message, without envelope. */
    @Override
    public void object(byte[] stored, long revision, List<ByteBuffer> to) {
        to.add(ByteBuffer.wrap(ProtoWriter.bytes(tree(stored, revision))));
    }

    @Override
    public void object(CachedObject object, List<ByteBuffer> to) {
        var message = object.encoded(this, () -> ProtoWriter.bytes(tree(object.json(), object.revision())));
        to.add(ByteBuffer.wrap(message));
    }

    @Override
    public byte[] event(EventType type, byte[] stored, long revision) {
        return frame(type.name(), Envelope.document(tree(stored, revision)));
    }

    @Override
    public byte[] bookmark(long revision, boolean initialEventsEnd) {
        var metadata = ObjectMeta.EMPTY.withResourceVersion(Long.toString(revision));
        if (initialEventsEnd) {
            metadata = metadata.withAnnotations(
                    Dict.of("k8s.io/initial-events-end", "true").typed());
        }
        var message = ProtoWriter.bytes(metadata.tree());
        var prefix = ProtoWriter.prefix(1, message.length);
        return frame(
                "BOOKMARK", joined(Envelope.head(apiVersion, kind, prefix.length + message.length), prefix, message));
    }

    /** A frame of a watch: the event's length in four bytes, and the event. */
    static byte[] frame(String type, byte[] document) {
        var event = ProtoWriter.watchEvent(type, document);
        return ByteBuffer.allocate(4 + event.length)
                .putInt(event.length)
                .put(event)
                .array();
    }

    private static byte[] joined(byte[]... parts) {
        int length = 0;
        for (var part : parts) {
            length += part.length;
        }
        var all = ByteBuffer.allocate(length);
        for (var part : parts) {
            all.put(part);
        }
        return all.array();
    }

    /** The document of one object. */
    List<ByteBuffer> document(byte[] stored, long revision) {
        return List.of(ByteBuffer.wrap(Envelope.document(tree(stored, revision))));
    }

    /** The document of a list; every list has its metadata in field 1 and its items in field 2. */
    List<ByteBuffer> list(String listVersion, String listKind, ListMeta metadata, List<CachedObject> objects) {
        var segments = new ArrayList<ByteBuffer>(objects.size() * 2 + 2);
        var meta = ProtoWriter.bytes(metadata.tree());
        segments.add(ByteBuffer.wrap(ProtoWriter.prefix(1, meta.length)));
        segments.add(ByteBuffer.wrap(meta));
        var one = new ArrayList<ByteBuffer>(1);
        for (var object : objects) {
            one.clear();
            object(object, one);
            var message = one.get(0);
            segments.add(ByteBuffer.wrap(ProtoWriter.prefix(2, message.remaining())));
            segments.add(message);
        }
        int length = 0;
        for (var segment : segments) {
            length = Math.addExact(length, segment.remaining());
        }
        segments.add(0, ByteBuffer.wrap(Envelope.head(listVersion, listKind, length)));
        return segments;
    }

    /** A JSON document of a built-in kind as protobuf. */
    static byte[] ofJson(byte[] json) {
        if (!(JsonReader.any(json) instanceof Dict object)
                || !(object.get("apiVersion") instanceof String apiVersion)
                || !(object.get("kind") instanceof String kind)) {
            throw new DecodeException("not an object of a known kind");
        }
        var type = Messages.type(apiVersion, kind);
        if (type == null) {
            throw new DecodeException("no protobuf message for " + apiVersion + " " + kind);
        }
        return Envelope.document(JsonReader.struct(type, json));
    }
}
