package io.navarch.model.tree;

import org.jspecify.annotations.Nullable;

/**
 * What a field of a {@link StructType} holds.
 *
 * @param kind the shape of the value
 * @param struct the type of the value if the kind is STRUCT
 * @param element the type of the elements if the kind is LIST or MAP
 */
public record FieldType(
        Kind kind, @Nullable StructType struct, @Nullable FieldType element) {
    /** The shapes of values and, in brackets, what represents them in the tree. */
    public enum Kind {
        /** (String). */
        STRING,
        /** Base64 text (String). */
        BYTES,
        /** 32 bits (Long). */
        INT32,
        /** 64 bits (Long). */
        INT64,
        /** (Double, or Long when it has no fraction). */
        NUMBER,
        /** (Boolean). */
        BOOLEAN,
        /** A resource quantity in canonical form (String). */
        QUANTITY,
        /** RFC 3339 with seconds (String). */
        TIME,
        /** RFC 3339 with microseconds (String). */
        MICRO_TIME,
        /** (Long or String). */
        INT_OR_STRING,
        /** (Struct). */
        STRUCT,
        /** (List). */
        LIST,
        /** String keys (Dict). */
        MAP,
        /** Anything: a schema-less tree. */
        ANY
    }

    /** The struct type of a STRUCT, or of the elements of a LIST or MAP of structs; null for anything else. */
    public @Nullable StructType structOrElement() {
        if (struct != null) {
            return struct;
        }
        return element == null ? null : element.struct();
    }

    /** The type as a Go programmer reads it in upstream's decoding errors, such as {@code []v1.Container}. */
    public String goName() {
        return switch (kind) {
            case STRING, TIME, MICRO_TIME, QUANTITY, INT_OR_STRING -> "string";
            case BYTES -> "[]uint8";
            case INT32 -> "int32";
            case INT64 -> "int64";
            case NUMBER -> "float64";
            case BOOLEAN -> "bool";
            case STRUCT -> struct == null ? "struct" : struct.packageVersion() + "." + struct.goName();
            case LIST -> "[]" + (element == null ? "interface {}" : element.goName());
            case MAP -> "map[string]" + (element == null ? "interface {}" : element.goName());
            case ANY -> "interface {}";
        };
    }
}
