package io.navarch.model.proto;

import io.navarch.model.tree.DecodeException;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.Field;
import io.navarch.model.tree.FieldType;
import io.navarch.model.tree.JsonNull;
import io.navarch.model.tree.JsonReader;
import io.navarch.model.tree.RawJson;
import io.navarch.model.tree.Struct;
import io.navarch.model.tree.StructType;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads protobuf messages into trees. Fields that the schema does not know are dropped, and so are zero values that upstream
 * writes of fields that are unset. One reader serves one call.
 */
public final class ProtoReader {
    private static final int DEEPEST = 256;

    private final WireInput in;
    private int depth;

    private ProtoReader(WireInput in) {
        this.in = in;
    }

    /**
     * Reads an object of the given type from a message without envelope.
     *
     * @throws DecodeException if the bytes are no such message
     */
    public static Struct struct(StructType type, byte[] bytes, int offset, int length) {
        return new ProtoReader(new WireInput(bytes, offset, length)).message(type, null);
    }

    /** The struct from the rest of the input, on top of what was read of it before. */
    private Struct message(StructType type, @Nullable Struct before) {
        if (++depth > DEEPEST) {
            throw new DecodeException("exceeded max depth");
        }
        var fields = type.fields();
        var values = new Object[fields.size() + (type.open() ? 1 : 0)];
        if (before != null) {
            for (int i = 0; i < fields.size(); i++) {
                values[i] = before.value(i);
            }
        }
        fill(type, Messages.of(type), values);
        for (int i = 0; i < values.length; i++) {
            values[i] = finished(values[i]);
        }
        depth--;
        return Struct.of(type, values);
    }

    private static @Nullable Object finished(@Nullable Object value) {
        return switch (value) {
            case ArrayList<?> list -> List.of(list.toArray());
            case Dict.Builder builder -> builder.build();
            case null, default -> value;
        };
    }

    private void fill(StructType type, Layout layout, @Nullable Object[] values) {
        while (!in.atEnd()) {
            int tag = in.tag(type.goName());
            int wire = tag & 7;
            switch (layout.member(tag >>> 3)) {
                case null -> in.skip(wire);
                case Member.Group group -> {
                    expect(wire, WireInput.BYTES, type.goName());
                    int outer = in.enter();
                    fill(type, group.layout(), values);
                    in.leave(outer);
                }
                case Member.Value value -> {
                    int slot = value.field().number();
                    values[slot] = member(value, wire, values[slot]);
                }
            }
        }
    }

    private @Nullable Object member(Member.Value member, int wire, @Nullable Object before) {
        var field = member.field();
        return switch (field.type().kind()) {
            case LIST ->
                member.wrapping() == Member.Wrapping.ITEMS
                        ? items(field.type(), member, wire)
                        : element(list(before), field.type(), member, wire);
            case MAP -> {
                var builder = before instanceof Dict.Builder started ? started : Dict.builder();
                if (before instanceof Dict earlier) {
                    earlier.forEachMember(builder::put);
                }
                entry(builder, Objects.requireNonNull(field.type().element()), member, wire);
                yield builder;
            }
            case STRUCT -> {
                expect(wire, WireInput.BYTES, field.name());
                int outer = in.enter();
                var struct = message(
                        Objects.requireNonNull(field.type().struct()),
                        before instanceof Struct started ? started : null);
                in.leave(outer);
                yield struct;
            }
            default -> {
                var value = value(field.type(), member, wire);
                yield !member.keepsZero() && isZero(field, value) ? null : value;
            }
        };
    }

    @SuppressWarnings("unchecked")
    private static ArrayList<Object> list(@Nullable Object before) {
        if (before instanceof ArrayList<?> started) {
            return (ArrayList<Object>) started;
        }
        return before instanceof List<?> earlier ? new ArrayList<>(earlier) : new ArrayList<>();
    }

    private ArrayList<Object> element(ArrayList<Object> to, FieldType list, Member.Value member, int wire) {
        var type = Objects.requireNonNull(list.element());
        boolean number =
                switch (type.kind()) {
                    case INT32, INT64, BOOLEAN, NUMBER -> true;
                    default -> false;
                };
        if (number && wire == WireInput.BYTES) {
            int outer = in.enter();
            while (!in.atEnd()) {
                to.add(orEmpty(value(type, member, type.kind() == FieldType.Kind.NUMBER ? WireInput.FIXED64 : 0)));
            }
            in.leave(outer);
        } else {
            to.add(orEmpty(value(type, member, wire)));
        }
        return to;
    }

    /** A list in a message of its own. */
    private List<Object> items(FieldType type, Member.Value member, int wire) {
        expect(wire, WireInput.BYTES, member.field().name());
        int outer = in.enter();
        var items = new ArrayList<Object>();
        while (!in.atEnd()) {
            int tag = in.tag(member.field().name());
            if (tag >>> 3 == 1) {
                element(items, type, member, tag & 7);
            } else {
                in.skip(tag & 7);
            }
        }
        in.leave(outer);
        return List.of(items.toArray());
    }

    private void entry(Dict.Builder to, FieldType type, Member.Value member, int wire) {
        expect(wire, WireInput.BYTES, member.field().name());
        int outer = in.enter();
        var key = "";
        Object value = null;
        while (!in.atEnd()) {
            int tag = in.tag(member.field().name());
            int inner = tag & 7;
            switch (tag >>> 3) {
                case 1 -> {
                    expect(inner, WireInput.BYTES, member.field().name());
                    key = in.string();
                }
                case 2 ->
                    value = type.kind() == FieldType.Kind.LIST
                            ? items(type, member, inner)
                            : value(type, member, inner);
                default -> in.skip(inner);
            }
        }
        in.leave(outer);
        to.put(key, value == null ? zero(type) : value);
    }

    private static Object orEmpty(@Nullable Object value) {
        return value == null ? JsonNull.NULL : value;
    }

    /** What an entry's value is when the entry does not say. */
    private static Object zero(FieldType type) {
        return switch (type.kind()) {
            case STRING, BYTES, TIME, MICRO_TIME -> "";
            case QUANTITY -> "0";
            case INT32, INT64, INT_OR_STRING -> 0L;
            case NUMBER -> 0.0;
            case BOOLEAN -> false;
            case STRUCT -> Objects.requireNonNull(type.struct()).empty();
            case LIST -> List.of();
            case MAP -> Dict.EMPTY;
            case ANY -> JsonNull.NULL;
        };
    }

    private static boolean isZero(Field field, @Nullable Object value) {
        return switch (field.type().kind()) {
            case STRING, BYTES -> "".equals(value);
            case INT32, INT64 -> Long.valueOf(0).equals(value);
            case NUMBER -> Double.valueOf(0).equals(value);
            case BOOLEAN -> Boolean.FALSE.equals(value);
            case QUANTITY, TIME, MICRO_TIME, INT_OR_STRING, STRUCT, LIST, MAP, ANY -> false;
        };
    }

    private @Nullable Object value(FieldType type, Member.Value member, int wire) {
        var name = member.field().name();
        switch (type.kind()) {
            case INT32, INT64, BOOLEAN -> expect(wire, WireInput.VARINT, name);
            case NUMBER -> expect(wire, WireInput.FIXED64, name);
            default -> expect(wire, WireInput.BYTES, name);
        }
        return switch (type.kind()) {
            case STRING -> in.string();
            case BYTES -> Base64.getEncoder().encodeToString(in.bytes());
            case INT32 -> (long) (int) in.varint();
            case INT64 -> in.varint();
            case NUMBER -> in.fixed64();
            case BOOLEAN -> in.varint() != 0;
            default -> {
                int outer = in.enter();
                var value =
                        switch (type.kind()) {
                            case QUANTITY -> SmallMessages.quantity(in);
                            case TIME -> SmallMessages.time(in);
                            case MICRO_TIME -> SmallMessages.microTime(in);
                            case INT_OR_STRING -> SmallMessages.intOrString(in);
                            case STRUCT -> message(Objects.requireNonNull(type.struct()), null);
                            default -> wrapped(member);
                        };
                in.leave(outer);
                yield value;
            }
        };
    }

    /** A value without a schema. */
    private @Nullable Object wrapped(Member.Value member) {
        return switch (member.wrapping()) {
            case SCHEMA_OR_BOOL, SCHEMA_OR_ARRAY, SCHEMA_OR_STRINGS -> alternative(member.wrapping());
            case JSON, NONE, ITEMS -> json(member.field().raw());
        };
    }

    private @Nullable Object json(boolean raw) {
        byte[] json = {};
        while (!in.atEnd()) {
            int tag = in.tag("RawExtension");
            if (tag >>> 3 == 1) {
                expect(tag & 7, WireInput.BYTES, "raw");
                json = in.bytes();
            } else {
                in.skip(tag & 7);
            }
        }
        if (json.length == 0) {
            return null;
        }
        if (Envelope.begins(json)) {
            return enveloped(Envelope.of(json));
        }
        var value = JsonReader.any(json);
        return value == JsonNull.NULL ? null : raw ? new RawJson(json) : value;
    }

    /** An object inside an object, written as a document of its own. */
    private Struct enveloped(Envelope inner) {
        var type = Messages.type(inner.apiVersion(), inner.kind());
        if (type == null) {
            throw new DecodeException(
                    "no kind \"" + inner.kind() + "\" is registered for version \"" + inner.apiVersion() + "\"");
        }
        var reader = new ProtoReader(new WireInput(inner.document(), inner.offset(), inner.length()));
        reader.depth = depth;
        return inner.typed(reader.message(type, null));
    }

    /** A schema or something simpler, as JSON schemas have in some places. */
    private Object alternative(Member.Wrapping wrapping) {
        Object schema = null;
        boolean allowed = false;
        var list = new ArrayList<Object>();
        int schemaNumber = wrapping == Member.Wrapping.SCHEMA_OR_BOOL ? 2 : 1;
        while (!in.atEnd()) {
            int tag = in.tag("JSONSchemaProps");
            int wire = tag & 7;
            int number = tag >>> 3;
            if (number == schemaNumber) {
                schema = schema(wire);
            } else if (number == 1) {
                expect(wire, WireInput.VARINT, "allows");
                allowed = in.varint() != 0;
            } else if (number == 2) {
                expect(wire, WireInput.BYTES, "property");
                list.add(wrapping == Member.Wrapping.SCHEMA_OR_ARRAY ? schema(wire) : in.string());
            } else {
                in.skip(wire);
            }
        }
        if (schema != null) {
            return schema;
        }
        return wrapping == Member.Wrapping.SCHEMA_OR_BOOL ? (Object) allowed : List.of(list.toArray());
    }

    private Object schema(int wire) {
        expect(wire, WireInput.BYTES, "schema");
        int outer = in.enter();
        var schema = SmallMessages.plain(message(SmallMessages.jsonSchema(), null));
        in.leave(outer);
        return schema;
    }

    private static void expect(int wire, int wanted, String field) {
        if (wire != wanted) {
            var name = Character.toUpperCase(field.charAt(0)) + field.substring(1);
            throw new DecodeException("proto: wrong wireType = " + wire + " for field " + name);
        }
    }
}
