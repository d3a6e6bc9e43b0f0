package io.navarch.model.tree;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import io.navarch.model.Quantity;
import io.navarch.model.QuantityFormatException;
import io.navarch.model.Timestamps;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON bytes into a tree, guided by the schema. Values of a wrong type are refused in the words of upstream's decoder;
 * members that the schema does not know are dropped and, if wanted, reported. One reader serves one call.
 * It is one class, as it is one position in the bytes.
 */
public final class JsonReader {
    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(512)
                    .maxStringLength(64 << 20)
                    .maxNumberLength(100)
                    .build())
            .build();

    private final JsonParser parser;
    private final byte[] source;
    private final int sourceOffset;
    private final @Nullable DecodeFindings findings;
    private final ArrayList<String> path = new ArrayList<>();

    /** Which parts of the path are keys of maps: Go leaves them out where it names a field. */
    private final BitSet keys = new BitSet();

    private JsonReader(JsonParser parser, byte[] source, int sourceOffset, @Nullable DecodeFindings findings) {
        this.parser = parser;
        this.source = source;
        this.sourceOffset = sourceOffset;
        this.findings = findings;
    }

    /** Reads an object of the given type; unknown and duplicate members pass silently. */
    public static Struct struct(StructType type, byte[] json) {
        return struct(type, json, 0, json.length, null);
    }

    /**
     * Reads an object of the given type.
     *
     * @param findings collects unknown and duplicate members, or null not to look for them
     * @throws DecodeException if the bytes are not JSON or do not fit the type
     */
    public static Struct struct(
            StructType type, byte[] json, int offset, int length, @Nullable DecodeFindings findings) {
        return read(json, offset, length, findings, reader -> {
            var token = reader.parser.nextToken();
            if (token != JsonToken.START_OBJECT) {
                throw reader.mismatch(new FieldType(FieldType.Kind.STRUCT, type, null), token, null);
            }
            return reader.readStruct(type);
        });
    }

    /** Reads any JSON value as a schema-less tree. */
    public static Object any(byte[] json) {
        return any(json, 0, json.length);
    }

    public static Object any(byte[] json, int offset, int length) {
        return read(json, offset, length, null, reader -> {
            var value = reader.readAny(reader.parser.nextToken());
            return value == null ? JsonNull.NULL : value;
        });
    }

    private interface Body<T> {
        T read(JsonReader reader) throws IOException;
    }

    private static <T> T read(byte[] json, int offset, int length, @Nullable DecodeFindings findings, Body<T> body) {
        try (var parser = FACTORY.createParser(json, offset, length)) {
            var reader = new JsonReader(parser, json, offset, findings);
            var value = body.read(reader);
            if (parser.nextToken() != null) {
                throw new DecodeException(GoJsonErrors.syntax(json, offset, length));
            }
            return value;
        } catch (JsonEOFException e) {
            throw new DecodeException("unexpected end of JSON input");
        } catch (StreamConstraintsException e) {
            throw new DecodeException("exceeded max depth");
        } catch (JsonParseException e) {
            throw new DecodeException(GoJsonErrors.syntax(json, offset, length));
        } catch (IOException e) {
            throw new DecodeException("invalid JSON: " + e.getMessage());
        }
    }

    private Struct readStruct(StructType type) throws IOException {
        var values = new Object[type.slots()];
        Dict.@Nullable Builder extras = null;
        for (var token = parser.nextToken(); token != JsonToken.END_OBJECT; token = parser.nextToken()) {
            if (token == null) {
                throw new DecodeException("unexpected end of JSON input");
            }
            var name = parser.currentName();
            var field = type.field(name);
            token = parser.nextToken();
            path.add(name);
            if (field == null) {
                if (type.open()) {
                    var value = readAny(token);
                    extras = extras == null ? Dict.builder() : extras;
                    extras.put(name, value == null ? JsonNull.NULL : value);
                } else {
                    unknown(type);
                }
            } else {
                if (findings != null && values[field.number()] != null) {
                    findings.duplicate(pathText());
                }
                values[field.number()] = field.raw() ? readRaw(token) : readValue(field.type(), token, type);
            }
            path.remove(path.size() - 1);
        }
        if (extras != null) {
            values[values.length - 1] = extras.build();
        }
        return new Struct(type, values);
    }

    private @Nullable Object readRaw(@Nullable JsonToken token) throws IOException {
        if (token == null || token == JsonToken.VALUE_NULL) {
            return null;
        }
        int from = sourceOffset + (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        if (token == JsonToken.VALUE_STRING) {
            parser.finishToken();
        }
        int to = sourceOffset + (int) parser.currentLocation().getByteOffset();
        return new RawJson(Arrays.copyOfRange(source, from, to));
    }

    private void unknown(StructType type) throws IOException {
        if (findings != null) {
            findings.unknown(pathText());
        }
        parser.skipChildren();
    }

    private @Nullable Object readValue(FieldType type, JsonToken token, @Nullable StructType owner) throws IOException {
        if (token == JsonToken.VALUE_NULL) {
            return null;
        }
        return switch (type.kind()) {
            case STRING -> token == JsonToken.VALUE_STRING ? parser.getText() : fail(type, token, owner);
            case BYTES -> token == JsonToken.VALUE_STRING ? base64(parser.getText()) : fail(type, token, owner);
            case INT32 -> integer(type, token, owner, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case INT64 -> integer(type, token, owner, Long.MIN_VALUE, Long.MAX_VALUE);
            case NUMBER -> token.isNumeric() ? (Object) parser.getDoubleValue() : fail(type, token, owner);
            case BOOLEAN ->
                switch (token) {
                    case VALUE_TRUE -> true;
                    case VALUE_FALSE -> false;
                    default -> fail(type, token, owner);
                };
            case QUANTITY -> quantity(type, token, owner);
            case TIME ->
                token == JsonToken.VALUE_STRING ? Timestamps.canonical(parser.getText()) : fail(type, token, owner);
            case MICRO_TIME ->
                token == JsonToken.VALUE_STRING
                        ? Timestamps.canonicalMicro(parser.getText())
                        : fail(type, token, owner);
            case INT_OR_STRING ->
                token == JsonToken.VALUE_STRING
                        ? parser.getText()
                        : integer(type, token, owner, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case STRUCT -> {
                var struct = java.util.Objects.requireNonNull(type.struct());
                yield token == JsonToken.START_OBJECT ? readStruct(struct) : fail(type, token, owner);
            }
            case LIST -> token == JsonToken.START_ARRAY ? readList(type, owner) : fail(type, token, owner);
            case MAP -> token == JsonToken.START_OBJECT ? readMap(type, owner) : fail(type, token, owner);
            case ANY -> readAny(token);
        };
    }

    private List<Object> readList(FieldType type, @Nullable StructType owner) throws IOException {
        var elementType = java.util.Objects.requireNonNull(type.element());
        var elements = new ArrayList<>();
        int last = path.size() - 1;
        var name = last < 0 ? "" : path.get(last);
        for (var token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (token == null) {
                throw new DecodeException("unexpected end of JSON input");
            }
            if (findings != null && last >= 0) {
                path.set(last, name + "[" + elements.size() + "]");
            }
            var value = readValue(elementType, token, owner);
            if (value == null) {
                value = zero(elementType);
            }
            elements.add(value);
        }
        if (findings != null && last >= 0) {
            path.set(last, name);
        }
        return List.of(elements.toArray());
    }

    /** What Go makes of a null list element. */
    private static Object zero(FieldType type) {
        return switch (type.kind()) {
            case STRUCT -> java.util.Objects.requireNonNull(type.struct()).empty();
            case INT32, INT64, INT_OR_STRING -> 0L;
            case NUMBER -> 0.0;
            case BOOLEAN -> false;
            case LIST -> List.of();
            case MAP -> Dict.EMPTY;
            case ANY -> JsonNull.NULL;
            case STRING, BYTES, QUANTITY, TIME, MICRO_TIME -> "";
        };
    }

    private Dict readMap(FieldType type, @Nullable StructType owner) throws IOException {
        var elementType = java.util.Objects.requireNonNull(type.element());
        var builder = Dict.builder();
        HashSet<String> seen = findings == null ? null : new HashSet<>();
        for (var token = parser.nextToken(); token != JsonToken.END_OBJECT; token = parser.nextToken()) {
            if (token == null) {
                throw new DecodeException("unexpected end of JSON input");
            }
            var name = parser.currentName();
            token = parser.nextToken();
            keys.set(path.size());
            path.add(name);
            if (seen != null && findings != null && !seen.add(name)) {
                findings.duplicate(pathText());
            }
            var value = readValue(elementType, token, owner);
            builder.put(name, value == null ? zero(elementType) : value);
            path.remove(path.size() - 1);
            keys.clear(path.size());
        }
        return builder.build();
    }

    private @Nullable Object readAny(@Nullable JsonToken token) throws IOException {
        if (token == null) {
            throw new DecodeException("unexpected end of JSON input");
        }
        return switch (token) {
            case START_OBJECT -> readAnyObject();
            case START_ARRAY -> readAnyList();
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> anyInteger();
            case VALUE_NUMBER_FLOAT -> (Object) parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw new DecodeException("unexpected token " + token);
        };
    }

    private Dict readAnyObject() throws IOException {
        var builder = Dict.builder();
        HashSet<String> seen = findings == null ? null : new HashSet<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            var name = parser.currentName();
            if (name == null) {
                throw new DecodeException("unexpected end of JSON input");
            }
            path.add(name);
            if (seen != null && findings != null && !seen.add(name)) {
                findings.duplicate(pathText());
            }
            var value = readAny(parser.nextToken());
            builder.put(name, value == null ? JsonNull.NULL : value);
            path.remove(path.size() - 1);
        }
        return builder.build();
    }

    private List<Object> readAnyList() throws IOException {
        var elements = new ArrayList<>();
        int last = path.size() - 1;
        var name = last < 0 ? "" : path.get(last);
        for (var next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
            if (findings != null && last >= 0) {
                path.set(last, name + "[" + elements.size() + "]");
            }
            var value = readAny(next);
            elements.add(value == null ? JsonNull.NULL : value);
        }
        if (findings != null && last >= 0) {
            path.set(last, name);
        }
        return List.of(elements.toArray());
    }

    private Object anyInteger() throws IOException {
        return switch (parser.getNumberType()) {
            case INT, LONG -> parser.getLongValue();
            default -> parser.getDoubleValue();
        };
    }

    private Object integer(FieldType type, JsonToken token, @Nullable StructType owner, long min, long max)
            throws IOException {
        if (token == JsonToken.VALUE_NUMBER_INT) {
            var kind = parser.getNumberType();
            if (kind == JsonParser.NumberType.INT || kind == JsonParser.NumberType.LONG) {
                long value = parser.getLongValue();
                if (value >= min && value <= max) {
                    return value;
                }
            }
            throw mismatch(type, "number " + parser.getText(), owner);
        }
        if (token == JsonToken.VALUE_NUMBER_FLOAT) {
            double value = parser.getDoubleValue();
            if (value == Math.rint(value) && value >= min && value <= max) {
                return (long) value;
            }
            throw mismatch(type, "number " + parser.getText(), owner);
        }
        return fail(type, token, owner);
    }

    private Object quantity(FieldType type, JsonToken token, @Nullable StructType owner) throws IOException {
        if (token != JsonToken.VALUE_STRING && !token.isNumeric()) {
            return fail(type, token, owner);
        }
        try {
            return Quantity.parse(parser.getText().strip()).toString();
        } catch (QuantityFormatException e) {
            throw new DecodeException(String.valueOf(e.getMessage()));
        }
    }

    private static String base64(String text) {
        try {
            if (text.indexOf('\n') < 0 && text.indexOf('\r') < 0) {
                java.util.Base64.getDecoder().decode(text);
                return text;
            }
            var bytes = java.util.Base64.getMimeDecoder().decode(text);
            return java.util.Base64.getEncoder().encodeToString(bytes);
        } catch (IllegalArgumentException e) {
            throw new DecodeException("illegal base64 data at input byte " + GoJsonErrors.base64Offset(text));
        }
    }

    private Object fail(FieldType type, JsonToken token, @Nullable StructType owner) {
        throw mismatch(type, token, owner);
    }

    private DecodeException mismatch(FieldType type, @Nullable JsonToken token, @Nullable StructType owner) {
        var found =
                switch (token) {
                    case null -> throw new DecodeException("unexpected end of JSON input");
                    case START_OBJECT -> "object";
                    case START_ARRAY -> "array";
                    case VALUE_STRING -> "string";
                    case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "number";
                    case VALUE_TRUE, VALUE_FALSE -> "bool";
                    default -> "null";
                };
        return mismatch(type, found, owner);
    }

    private DecodeException mismatch(FieldType type, String found, @Nullable StructType owner) {
        if (owner == null) {
            return new DecodeException("json: cannot unmarshal " + found + " into Go value of type " + type.goName());
        }
        var plain = new ArrayList<String>();
        for (int i = 0; i < path.size(); i++) {
            var part = path.get(i);
            int bracket = part.indexOf('[');
            if (!keys.get(i)) {
                plain.add(bracket < 0 ? part : part.substring(0, bracket));
            }
        }
        return new DecodeException("json: cannot unmarshal " + found + " into Go struct field " + owner.goName() + "."
                + String.join(".", plain) + " of type " + type.goName());
    }

    private String pathText() {
        return String.join(".", path);
    }
}
