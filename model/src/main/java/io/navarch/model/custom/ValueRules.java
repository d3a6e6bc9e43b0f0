package io.navarch.model.custom;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.navarch.model.tree.JsonNull;
import io.navarch.model.tree.Obj;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a schema demands of a value beyond its type. Immutable. */
record ValueRules(
        String format,
        @Nullable Long maxLength,
        @Nullable Long minLength,
        @Nullable String pattern,
        @Nullable Pattern compiled,
        @Nullable Double maximum,
        @Nullable Double minimum,
        boolean exclusiveMaximum,
        boolean exclusiveMinimum,
        @Nullable Double multipleOf,
        @Nullable Long maxItems,
        @Nullable Long minItems,
        boolean uniqueItems,
        @Nullable Long maxProperties,
        @Nullable Long minProperties,
        List<String> required,
        List<Object> allowed,
        List<CustomSchema> allOf,
        List<CustomSchema> anyOf,
        List<CustomSchema> oneOf,
        @Nullable CustomSchema not) {

    static ValueRules of(Obj source) {
        var pattern = source.get("pattern") instanceof String text && !text.isEmpty() ? text : null;
        return new ValueRules(
                source.get("format") instanceof String text ? text : "",
                whole(source, "maxLength"),
                whole(source, "minLength"),
                pattern,
                pattern == null ? null : compiled(pattern),
                number(source, "maximum"),
                number(source, "minimum"),
                source.get("exclusiveMaximum") == Boolean.TRUE,
                source.get("exclusiveMinimum") == Boolean.TRUE,
                number(source, "multipleOf"),
                whole(source, "maxItems"),
                whole(source, "minItems"),
                source.get("uniqueItems") == Boolean.TRUE,
                whole(source, "maxProperties"),
                whole(source, "minProperties"),
                CustomSchema.strings(source, "required"),
                source.get("enum") instanceof List<?> list ? List.<Object>copyOf(list) : List.of(),
                schemas(source, "allOf"),
                schemas(source, "anyOf"),
                schemas(source, "oneOf"),
                source.get("not") instanceof Obj schema ? CustomSchema.of(schema) : null);
    }

    static @Nullable Pattern compiled(String pattern) {
        try {
            return Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            // Refused when the definition is written; one that is stored all the same demands nothing.
            return null;
        }
    }

    private static @Nullable Long whole(Obj source, String name) {
        return switch (source.get(name)) {
            case Long number -> number;
            case Double number -> number.longValue();
            case null, default -> null;
        };
    }

    private static @Nullable Double number(Obj source, String name) {
        return switch (source.get(name)) {
            case Long number -> number.doubleValue();
            case Double number -> number;
            case null, default -> null;
        };
    }

    private static List<CustomSchema> schemas(Obj source, String name) {
        var schemas = new ArrayList<CustomSchema>();
        for (var entry : source.get(name) instanceof List<?> list ? list : List.of()) {
            if (entry instanceof Obj schema) {
                schemas.add(CustomSchema.of(schema));
            }
        }
        return List.copyOf(schemas);
    }

    static boolean isNull(@Nullable Object value) {
        return value == null || value == JsonNull.NULL;
    }
}
