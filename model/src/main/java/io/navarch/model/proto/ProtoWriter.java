package io.navarch.model.proto;

import io.navarch.model.tree.Dict;
import io.navarch.model.tree.FieldType;
import io.navarch.model.tree.JsonNull;
import io.navarch.model.tree.JsonReader;
import io.navarch.model.tree.JsonWriter;
import io.navarch.model.tree.Obj;
import io.navarch.model.tree.RawJson;
import io.navarch.model.tree.Struct;
import io.navarch.model.tree.StructType;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

/**
 * Writes trees as protobuf messages: fields by ascending numbers, maps by their keys. A struct's apiVersion and kind are no
 * part of its message; they stand in the {@link Envelope}. One writer serves one call.
 */
public final class ProtoWriter {
    private final WireOutput out;

    ProtoWriter(WireOutput out) {
        this.out = out;
    }

    /** The message, without envelope. */
    public static byte[] bytes(Struct struct) {
        var writer = new ProtoWriter(new WireOutput(1024));
        writer.message(struct);
        return writer.out.toByteArray();
    }

    /** What stands before the bytes of a length-delimited field. */
    public static byte[] prefix(int number, int length) {
        var out = new WireOutput(16);
        out.varint(length);
        out.tag(number, WireInput.BYTES);
        return out.toByteArray();
    }

    /** The message of a watch event about a document. */
    public static byte[] watchEvent(String type, byte[] document) {
        var out = new WireOutput(document.length + 64);
        out.bytes(document);
        out.wrap(1, 0);
        out.wrap(2, 0);
        int size = out.size();
        out.string(type);
        out.wrap(1, size);
        return out.toByteArray();
    }

    void message(Struct struct) {
        members(struct, Messages.of(struct.type()));
    }

    private void members(Struct struct, Layout layout) {
        var members = layout.ordered();
        for (int i = members.length - 1; i >= 0; i--) {
            switch (members[i]) {
                case Member.Group group -> {
                    int size = out.size();
                    members(struct, group.layout());
                    if (out.size() > size) {
                        out.wrap(group.number(), size);
                    }
                }
                case Member.Value member -> {
                    var value = struct.value(member.field().number());
                    if (value != null) {
                        field(member, value);
                    }
                }
            }
        }
    }

    private void field(Member.Value member, Object value) {
        var type = member.field().type();
        switch (type.kind()) {
            case LIST -> {
                if (member.wrapping() == Member.Wrapping.ITEMS) {
                    int size = out.size();
                    elements(1, type, member, (List<?>) value);
                    out.wrap(member.number(), size);
                } else {
                    elements(member.number(), type, member, (List<?>) value);
                }
            }
            case MAP -> entries(Objects.requireNonNull(type.element()), member, (Dict) value);
            default -> value(member.number(), type, member, value);
        }
    }

    private void elements(int number, FieldType list, Member.Value member, List<?> elements) {
        var type = Objects.requireNonNull(list.element());
        for (int i = elements.size() - 1; i >= 0; i--) {
            value(number, type, member, elements.get(i));
        }
    }

    private void entries(FieldType type, Member.Value member, Dict map) {
        var keys = map.keySet().toArray(String[]::new);
        for (int i = keys.length - 1; i >= 0; i--) {
            int size = out.size();
            var value = Objects.requireNonNull(map.get(keys[i]));
            if (type.kind() == FieldType.Kind.LIST) {
                int inner = out.size();
                elements(1, type, member, (List<?>) value);
                out.wrap(2, inner);
            } else {
                value(2, type, member, value);
            }
            int beforeKey = out.size();
            out.string(keys[i]);
            out.wrap(1, beforeKey);
            out.wrap(member.number(), size);
        }
    }

    private void value(int number, FieldType type, Member.Value member, Object value) {
        switch (type.kind()) {
            case INT32, INT64 -> {
                out.varint((Long) value);
                out.tag(number, WireInput.VARINT);
            }
            case BOOLEAN -> {
                out.varint((Boolean) value ? 1 : 0);
                out.tag(number, WireInput.VARINT);
            }
            case NUMBER -> {
                out.fixed64(((Number) value).doubleValue());
                out.tag(number, WireInput.FIXED64);
            }
            default -> {
                int size = out.size();
                delimited(type, member, value);
                out.wrap(number, size);
            }
        }
    }

    private void delimited(FieldType type, Member.Value member, Object value) {
        switch (type.kind()) {
            case STRING -> out.string((String) value);
            case BYTES -> out.bytes(Base64.getDecoder().decode((String) value));
            case QUANTITY -> {
                int size = out.size();
                out.string((String) value);
                out.wrap(1, size);
            }
            case TIME, MICRO_TIME -> SmallMessages.writeTime(out, (String) value);
            case INT_OR_STRING -> SmallMessages.writeIntOrString(out, value);
            case STRUCT -> message(struct(Objects.requireNonNull(type.struct()), value));
            default -> wrapped(member.wrapping(), value);
        }
    }

    private static Struct struct(StructType type, Object value) {
        return value instanceof Struct struct && struct.type() == type
                ? struct
                : JsonReader.struct(type, JsonWriter.bytes(value));
    }

    private void wrapped(Member.Wrapping wrapping, Object value) {
        if (value == JsonNull.NULL) {
            return;
        }
        switch (wrapping) {
            case SCHEMA_OR_BOOL -> {
                if (value instanceof Obj) {
                    schema(2, value);
                }
                out.varint(Boolean.FALSE.equals(value) ? 0 : 1);
                out.tag(1, WireInput.VARINT);
            }
            case SCHEMA_OR_ARRAY, SCHEMA_OR_STRINGS -> {
                if (value instanceof List<?> list) {
                    for (int i = list.size() - 1; i >= 0; i--) {
                        alternative(wrapping, list.get(i));
                    }
                } else {
                    schema(1, value);
                }
            }
            case JSON, NONE, ITEMS -> {
                int size = out.size();
                out.bytes(value instanceof RawJson raw ? raw.bytes() : JsonWriter.bytes(value));
                out.wrap(1, size);
            }
        }
    }

    private void alternative(Member.Wrapping wrapping, Object element) {
        if (wrapping == Member.Wrapping.SCHEMA_OR_ARRAY) {
            schema(2, element);
        } else {
            int size = out.size();
            out.string((String) element);
            out.wrap(2, size);
        }
    }

    private void schema(int number, Object value) {
        int size = out.size();
        message(struct(SmallMessages.jsonSchema(), value));
        out.wrap(number, size);
    }
}
