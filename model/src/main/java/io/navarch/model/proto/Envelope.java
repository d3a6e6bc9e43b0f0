package io.navarch.model.proto;

import io.navarch.model.tree.DecodeException;
import io.navarch.model.tree.Struct;
import io.navarch.model.tree.StructType;
import org.jspecify.annotations.Nullable;

/**
 * What a protobuf document says of itself ({@code runtime.Unknown}), and where in it the object's message lies.
 *
 * @param apiVersion the object's, or ""
 * @param kind the object's, or ""
 * @param document the whole document, shared, not to be changed
 */
@SuppressWarnings("ArrayRecordComponent")
public record Envelope(String apiVersion, String kind, byte[] document, int offset, int length) {
    private static final byte[] MAGIC = {'k', '8', 's', 0};

    /** Whether the bytes begin as protobuf documents do. */
    public static boolean begins(byte[] bytes) {
        if (bytes.length < MAGIC.length) {
            return false;
        }
        for (int i = 0; i < MAGIC.length; i++) {
            if (bytes[i] != MAGIC[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * Opens a document.
     *
     * @throws DecodeException if it is none
     */
    public static Envelope of(byte[] document) {
        if (!begins(document)) {
            throw new DecodeException(
                    "provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]");
        }
        var in = new WireInput(document, MAGIC.length, document.length - MAGIC.length);
        var apiVersion = "";
        var kind = "";
        int offset = document.length;
        int length = 0;
        while (!in.atEnd()) {
            int tag = in.tag("Unknown");
            switch (tag) {
                case 1 << 3 | WireInput.BYTES -> {
                    int outer = in.enter();
                    while (!in.atEnd()) {
                        int inner = in.tag("TypeMeta");
                        switch (inner) {
                            case 1 << 3 | WireInput.BYTES -> apiVersion = in.string();
                            case 2 << 3 | WireInput.BYTES -> kind = in.string();
                            default -> in.skip(inner & 7);
                        }
                    }
                    in.leave(outer);
                }
                case 2 << 3 | WireInput.BYTES -> {
                    int outer = in.enter();
                    offset = in.position();
                    in.leave(outer);
                    length = in.position() - offset;
                }
                case 3 << 3 | WireInput.BYTES -> {
                    var encoding = in.string();
                    if (!encoding.isEmpty()) {
                        throw new DecodeException("unsupported content encoding \"" + encoding + "\"");
                    }
                }
                default -> in.skip(tag & 7);
            }
        }
        return new Envelope(apiVersion, kind, document, offset, length);
    }

    /** An object as a document, with its apiVersion and kind. */
    public static byte[] document(Struct object) {
        var out = new WireOutput(1024);
        new ProtoWriter(out).message(object);
        out.wrap(2, 0);
        typeMeta(out, text(object.get("apiVersion")), text(object.get("kind")));
        out.bytes(MAGIC);
        return out.toByteArray();
    }

    /** What stands before an object's message of that length in a document. */
    public static byte[] head(String apiVersion, String kind, int length) {
        var out = new WireOutput(128);
        out.varint(length);
        out.tag(2, WireInput.BYTES);
        typeMeta(out, apiVersion, kind);
        out.bytes(MAGIC);
        return out.toByteArray();
    }

    private static void typeMeta(WireOutput out, String apiVersion, String kind) {
        int size = out.size();
        out.string(kind);
        out.wrap(2, size);
        int withKind = out.size();
        out.string(apiVersion);
        out.wrap(1, withKind);
        out.wrap(1, size);
    }

    private static String text(@Nullable Object value) {
        return value instanceof String text ? text : "";
    }

    /** The object, with the envelope's apiVersion and kind if the type has such fields and the envelope says. */
    public Struct object(StructType type) {
        return typed(ProtoReader.struct(type, document, offset, length));
    }

    Struct typed(Struct object) {
        return typed(typed(object, "apiVersion", apiVersion), "kind", kind);
    }

    private static Struct typed(Struct object, String name, String value) {
        return value.isEmpty() || object.type().field(name) == null ? object : object.with(name, value);
    }
}
