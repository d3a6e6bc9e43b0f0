package io.navarch.apiserver.cel;

import io.navarch.apiserver.cel.ValueType.ListOf;
import io.navarch.apiserver.cel.ValueType.MapOf;
import io.navarch.apiserver.cel.ValueType.ObjectOf;
import io.navarch.apiserver.cel.ValueType.Scalar;
import io.navarch.model.tree.Obj;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the types that rules see from a structural schema (the tree of a JSONSchemaProps). What the schema does not describe
 * cannot be seen by rules.
 */
public final class StructuralTypes {
    private static final ObjectOf OBJECT_META =
            new ObjectOf("", Map.of("name", Scalar.STRING, "generateName", Scalar.STRING));

    private StructuralTypes() {}

    /**
     * The type of what a schema describes, or null if rules cannot see it.
     *
     * @param resource whether it is a whole resource, whose apiVersion, kind and metadata can always be seen
     */
    public static @Nullable ValueType of(Obj schema, boolean resource) {
        if (isTrue(schema, "x-kubernetes-int-or-string")) {
            return Scalar.ANY;
        }
        return switch (resource ? "object" : text(schema, "type")) {
            case "object" -> object(schema, resource);
            case "array" -> schema.get("items") instanceof Obj items ? list(items) : null;
            case "string" ->
                switch (text(schema, "format")) {
                    case "byte" -> Scalar.BYTES;
                    case "duration" -> Scalar.DURATION;
                    case "date", "date-time" -> Scalar.TIMESTAMP;
                    default -> Scalar.STRING;
                };
            case "boolean" -> Scalar.BOOLEAN;
            case "number" -> Scalar.NUMBER;
            case "integer" -> Scalar.INTEGER;
            default -> null;
        };
    }

    private static @Nullable ValueType list(Obj items) {
        // Schemas in the typed form of a CRD wrap the one schema of a list's items.
        var schema = items.get("schema") instanceof Obj wrapped ? wrapped : items;
        var element = of(schema, isTrue(schema, "x-kubernetes-embedded-resource"));
        return element == null ? null : new ListOf(element);
    }

    private static @Nullable ValueType object(Obj schema, boolean resource) {
        if (schema.get("additionalProperties") instanceof Obj values) {
            var value = of(values, isTrue(values, "x-kubernetes-embedded-resource"));
            return value == null ? null : new MapOf(value);
        }
        var members = new HashMap<String, ValueType>();
        if (schema.get("properties") instanceof Obj properties) {
            properties.forEachMember((name, value) -> {
                if (value instanceof Obj property) {
                    var type = of(property, isTrue(property, "x-kubernetes-embedded-resource"));
                    if (type != null) {
                        members.put(name, type);
                    }
                }
            });
        }
        if (resource) {
            members.put("apiVersion", Scalar.STRING);
            members.put("kind", Scalar.STRING);
            members.put("metadata", OBJECT_META);
        }
        return new ObjectOf("", members);
    }

    private static boolean isTrue(Obj schema, String name) {
        return Boolean.TRUE.equals(schema.get(name));
    }

    private static String text(Obj schema, String name) {
        return schema.get(name) instanceof String text ? text : "";
    }
}
