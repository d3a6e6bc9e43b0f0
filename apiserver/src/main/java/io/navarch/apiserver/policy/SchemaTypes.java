package io.navarch.apiserver.policy;

import io.navarch.apiserver.cel.StructuralTypes;
import io.navarch.apiserver.cel.ValueType;
import io.navarch.apiserver.cel.ValueType.ListOf;
import io.navarch.apiserver.cel.ValueType.MapOf;
import io.navarch.apiserver.cel.ValueType.ObjectOf;
import io.navarch.apiserver.cel.ValueType.Scalar;
import io.navarch.model.kind.ServedKind;
import io.navarch.model.meta.v1.ObjectMeta;
import io.navarch.model.tree.FieldType;
import io.navarch.model.tree.StructType;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The types of whole objects as their schemas have them, for expressions that are checked against a kind. Thread-safe. */
final class SchemaTypes {
    private final Map<StructType, ObjectOf> known = new ConcurrentHashMap<>();

    /** The type of objects of a kind. */
    ValueType of(ServedKind kind) {
        var custom = kind.version().custom();
        if (custom == null) {
            return of(kind.version().type());
        }
        var members = new HashMap<String, ValueType>();
        if (StructuralTypes.of(custom.schema().source(), true) instanceof ObjectOf declared) {
            declared.properties().values().forEach(property -> members.put(property.name(), property.type()));
        }
        members.put("metadata", of(ObjectMeta.TYPE));
        return new ObjectOf("", members);
    }

    private ObjectOf of(StructType type) {
        return known.computeIfAbsent(type, absent -> new ObjectOf(type.name(), () -> members(type)));
    }

    private Map<String, ValueType> members(StructType type) {
        var members = new HashMap<String, ValueType>();
        for (var field : type.fields()) {
            members.put(field.name(), field.raw() ? Scalar.ANY : of(field.type()));
        }
        return members;
    }

    private ValueType of(FieldType type) {
        return switch (type.kind()) {
            case STRING -> Scalar.STRING;
            case BYTES -> Scalar.BYTES;
            case INT32, INT64 -> Scalar.INTEGER;
            case NUMBER -> Scalar.NUMBER;
            case BOOLEAN -> Scalar.BOOLEAN;
            case TIME, MICRO_TIME -> Scalar.TIMESTAMP;
            case QUANTITY, INT_OR_STRING, ANY -> Scalar.ANY;
            case STRUCT -> type.struct() == null ? Scalar.ANY : of(type.struct());
            case LIST -> new ListOf(type.element() == null ? Scalar.ANY : of(type.element()));
            case MAP -> new MapOf(type.element() == null ? Scalar.ANY : of(type.element()));
        };
    }
}
