package io.navarch.apiserver.cel.cost;

import io.navarch.model.tree.Obj;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How large a value may be that a structural schema describes. What the schema does not limit is limited by the size of a
 * request.
 *
 * @param maxElements characters (as bytes), elements or entries
 * @param minSize the length of the shortest JSON that fits
 * @param element of a list or a map, or null
 */
public record SizedType(
        long maxElements, long minSize, @Nullable SizedType element, Map<String, SizedType> fields) {
    /** Upstream's limit for the size of a request. */
    private static final long REQUEST = 3L * 1024 * 1024;

    private static final long LONGEST = REQUEST - 2;
    private static final long BYTES_OF_A_CHARACTER = 4;
    private static final SizedType TEXT = scalar(0, 2);

    private static SizedType scalar(long maxElements, long minSize) {
        return new SizedType(maxElements, minSize, null, Map.of());
    }

    /**
     * The sizes of what a schema describes, or null if rules cannot see it.
     *
     * @param resource whether it is a whole resource
     */
    public static @Nullable SizedType of(Obj schema, boolean resource) {
        if (Boolean.TRUE.equals(schema.get("x-kubernetes-int-or-string"))) {
            return scalar(LONGEST, 1);
        }
        return switch (resource ? "object" : text(schema, "type")) {
            case "object" -> object(schema, resource);
            case "array" -> list(schema);
            case "string" -> string(schema);
            case "boolean" -> scalar(0, 4);
            case "number", "integer" -> scalar(0, 1);
            default -> null;
        };
    }

    private static SizedType string(Obj schema) {
        long stated = number(schema, "maxLength");
        return switch (text(schema, "format")) {
            case "byte" -> scalar(stated < 0 ? LONGEST : stated, 2);
            case "duration" -> scalar(32, 4);
            case "date" -> scalar(12, 12);
            case "date-time" -> scalar(37, 22);
            default ->
                scalar(
                        stated >= 0
                                ? stated * BYTES_OF_A_CHARACTER
                                : schema.get("enum") instanceof List<?> values ? longest(values) : LONGEST,
                        2);
        };
    }

    private static long longest(List<?> values) {
        return values.stream()
                .mapToLong(value -> String.valueOf(value).length())
                .max()
                .orElse(0);
    }

    private static @Nullable SizedType list(Obj schema) {
        if (!(schema.get("items") instanceof Obj items)) {
            return null;
        }
        var element = of(inner(items));
        if (element == null) {
            return null;
        }
        long stated = number(schema, "maxItems");
        return new SizedType(stated >= 0 ? stated : LONGEST / (element.minSize + 1), 2, element, Map.of());
    }

    private static @Nullable SizedType object(Obj schema, boolean resource) {
        if (schema.get("additionalProperties") instanceof Obj values) {
            var value = of(inner(values));
            if (value == null) {
                return null;
            }
            long stated = number(schema, "maxProperties");
            return new SizedType(stated >= 0 ? stated : LONGEST / (value.minSize + 6), 2, value, Map.of());
        }
        var fields = new HashMap<String, SizedType>();
        var required = schema.get("required") instanceof List<?> names ? Set.copyOf(names) : Set.of();
        long[] size = {2};
        if (schema.get("properties") instanceof Obj properties) {
            properties.forEachMember((name, value) -> {
                var type = value instanceof Obj property ? of(property, embedded(property)) : null;
                if (type != null) {
                    fields.put(name, type);
                    if (required.contains(name) && ((Obj) value).get("default") == null) {
                        size[0] += name.length() + type.minSize + 4;
                    }
                }
            });
        }
        if (resource) {
            fields.putIfAbsent("apiVersion", scalar(LONGEST, 2));
            fields.putIfAbsent("kind", scalar(LONGEST, 2));
            fields.put(
                    "metadata",
                    new SizedType(0, 2, null, Map.of("name", scalar(LONGEST, 2), "generateName", scalar(LONGEST, 2))));
        }
        return new SizedType(0, size[0], null, Map.copyOf(fields));
    }

    /** Schemas in the typed form of a CRD wrap the one schema of a list's items. */
    private static Obj inner(Obj schema) {
        return schema.get("schema") instanceof Obj wrapped ? wrapped : schema;
    }

    private static @Nullable SizedType of(Obj schema) {
        return of(schema, embedded(schema));
    }

    private static boolean embedded(Obj schema) {
        return Boolean.TRUE.equals(schema.get("x-kubernetes-embedded-resource"));
    }

    private static String text(Obj schema, String name) {
        return schema.get(name) instanceof String text ? text : "";
    }

    private static long number(Obj schema, String name) {
        return schema.get(name) instanceof Number number ? Math.max(0, number.longValue()) : -1;
    }

    /** The type at a path below this one, or null; {@code @items}, {@code @values} and {@code @keys} are steps too. */
    @Nullable
    SizedType at(List<String> path) {
        SizedType found = this;
        for (var step : path) {
            if (found != null) {
                found = switch (step) {
                    case "@items", "@values" -> found.element;
                    case "@keys" -> found.element == null ? null : TEXT;
                    default -> found.fields.get(step);
                };
            }
        }
        return found;
    }

    /** How often such a value may stand in one request, whatever it stands in. */
    public long mostInARequest() {
        return REQUEST / (minSize + 1);
    }
}
