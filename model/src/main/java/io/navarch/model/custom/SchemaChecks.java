package io.navarch.model.custom;

import io.navarch.model.tree.JsonNull;
import io.navarch.model.tree.Obj;
import io.navarch.model.validation.FieldErrors;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds where a value breaks a schema, in the order and in the words of upstream's validator. Where a value of before is given,
 * parts that are still the same are not looked at again (KEP-4008, ratcheting). Used for one object; confined to one thread.
 */
public final class SchemaChecks {
    private static final String IN = " in body ";

    private final boolean ratchets;

    private SchemaChecks(boolean ratchets) {
        this.ratchets = ratchets;
    }

    /** The faults of a new object. */
    public static FieldErrors of(CustomSchema schema, Obj object) {
        return new SchemaChecks(false).check(schema, object, null, "").errors;
    }

    /** The faults of an object in the place of another; what was wrong before and is the same may stay. */
    public static FieldErrors ofChange(CustomSchema schema, Obj before, Obj object) {
        return new SchemaChecks(true).check(schema, object, before, "").errors;
    }

    /** The faults of a value that stands at a path. */
    public static FieldErrors at(CustomSchema schema, Object value, String path) {
        return new SchemaChecks(false).check(schema, value, null, path).errors;
    }

    /** What was found, and how many rules were looked at, by which the nearest of several alternatives is told. */
    private static final class Found {
        final FieldErrors errors = FieldErrors.none();
        int rules;

        void add(Found other) {
            errors.addAll(other.errors);
            rules += other.rules;
        }
    }

    private Found check(CustomSchema schema, Object value, @Nullable Object before, String path) {
        var found = new Found();
        if (ratchets && before != null && same(before, value)) {
            return found;
        }
        type(schema, value, path, found.errors);
        found.rules++;
        if (value == JsonNull.NULL) {
            allowed(schema, value, path, found.errors);
            return found;
        }
        alternatives(schema, value, before, path, found);
        found.rules++;
        switch (value) {
            case String text -> {
                TextRules.text(schema.rules(), text, path, found.errors);
                allowed(schema, value, path, found.errors);
                found.rules += 3;
            }
            case Long number -> {
                TextRules.number(schema, number.doubleValue(), path, found.errors);
                allowed(schema, value, path, found.errors);
                found.rules += 2;
            }
            case Double number -> {
                TextRules.number(schema, number, path, found.errors);
                allowed(schema, value, path, found.errors);
                found.rules += 2;
            }
            case List<?> list -> {
                list(schema, list, before, path, found);
                allowed(schema, value, path, found.errors);
                found.rules += 2;
            }
            case Obj object -> {
                allowed(schema, value, path, found.errors);
                object(schema, object, before, path, found);
                found.rules += 2;
            }
            default -> {
                allowed(schema, value, path, found.errors);
                found.rules++;
            }
        }
        return found;
    }

    private static boolean same(Object before, Object value) {
        return before.equals(value);
    }

    private static void type(CustomSchema schema, Object value, String path, FieldErrors errors) {
        var wanted = schema.intOrString() && schema.type().isEmpty() ? "integer,string" : schema.type();
        if (wanted.isEmpty()) {
            return;
        }
        var actual = typeOf(value);
        boolean fits =
                switch (actual) {
                    case "null" -> schema.nullable();
                    case "integer" -> wanted.contains("integer") || wanted.equals("number");
                    default -> wanted.contains(actual);
                };
        if (!fits) {
            errors.typeInvalid(path, actual, named(path) + "must be of type " + wanted + ": \"" + actual + "\"");
        }
    }

    static String typeOf(Object value) {
        return switch (value) {
            case String text -> "string";
            case Long number -> "integer";
            case Double number -> number == Math.rint(number) && !Double.isInfinite(number) ? "integer" : "number";
            case Boolean flag -> "boolean";
            case List<?> list -> "array";
            case JsonNull nothing -> "null";
            default -> "object";
        };
    }

    /** How a message begins: the path and where it is. */
    static String named(String path) {
        return path.isEmpty() ? "" : path + IN;
    }

    private static void allowed(CustomSchema schema, Object value, String path, FieldErrors errors) {
        var allowed = schema.rules().allowed();
        if (allowed.isEmpty() || allowed.stream().anyMatch(known -> equal(known, value))) {
            return;
        }
        errors.notSupported(
                path,
                value == JsonNull.NULL ? null : value,
                allowed.stream()
                        .map(known ->
                                known instanceof String text ? text : io.navarch.model.tree.JsonWriter.text(known))
                        .toList());
    }

    private static boolean equal(Object one, Object other) {
        return one instanceof Number first && other instanceof Number second
                ? first.doubleValue() == second.doubleValue()
                : Objects.equals(one, other);
    }

    private void alternatives(CustomSchema schema, Object value, @Nullable Object before, String path, Found found) {
        var rules = schema.rules();
        if (!rules.anyOf().isEmpty()) {
            anyOf(rules.anyOf(), value, before, path, found);
        }
        if (!rules.oneOf().isEmpty()) {
            oneOf(rules.oneOf(), value, before, path, found);
        }
        if (!rules.allOf().isEmpty()) {
            int valid = 0;
            for (var part : rules.allOf()) {
                var result = check(part, value, before, path);
                valid += result.errors.isEmpty() ? 1 : 0;
                found.add(result);
            }
            if (valid < rules.allOf().size()) {
                var none = valid == 0 ? ". None validated" : "";
                composite(found, path, "must validate all the schemas (allOf)" + none);
            }
        }
        var not = rules.not();
        if (not != null
                && new SchemaChecks(false).check(not, value, null, path).errors.isEmpty()) {
            composite(found, path, "must not validate the schema (not)");
        }
    }

    /** Upstream tells these without a path of their own. */
    private static void composite(Found found, String path, String message) {
        found.errors.invalid("<nil>", "", "\"" + path + "\" " + message);
    }

    private void anyOf(List<CustomSchema> parts, Object value, @Nullable Object before, String path, Found found) {
        Found nearest = null;
        for (var part : parts) {
            var result = check(part, value, before, path);
            if (result.errors.isEmpty()) {
                return;
            }
            nearest = nearest == null || result.rules > nearest.rules ? result : nearest;
        }
        composite(found, path, "must validate at least one schema (anyOf)");
        if (nearest != null) {
            found.add(nearest);
        }
    }

    private void oneOf(List<CustomSchema> parts, Object value, @Nullable Object before, String path, Found found) {
        Found nearest = null;
        int valid = 0;
        for (var part : parts) {
            var result = check(part, value, before, path);
            if (result.errors.isEmpty()) {
                valid++;
                nearest = null;
            } else if (valid == 0 && (nearest == null || result.rules > nearest.rules)) {
                nearest = result;
            }
        }
        if (valid != 1) {
            var which = valid == 0 ? "Found none valid" : "Found " + valid + " valid alternatives";
            composite(found, path, "must validate one and only one schema (oneOf). " + which);
            if (nearest != null) {
                found.add(nearest);
            }
        }
    }

    private void list(CustomSchema schema, List<?> list, @Nullable Object before, String path, Found found) {
        var items = schema.items();
        if (items != null) {
            var counterparts = Counterparts.of(schema, before);
            for (int i = 0; i < list.size(); i++) {
                var element = list.get(i);
                found.add(check(items, element, counterparts.of(element), path + "[" + i + "]"));
            }
        }
        var rules = schema.rules();
        if (rules.minItems() != null && list.size() < rules.minItems()) {
            found.errors.invalid(
                    path, list.size(), named(path) + "should have at least " + rules.minItems() + " items");
        }
        if (rules.maxItems() != null && list.size() > rules.maxItems()) {
            found.errors.tooMany(path, list.size(), rules.maxItems().intValue());
        }
        if (rules.uniqueItems() && list.stream().distinct().count() < list.size()) {
            found.errors.invalid(path, "", named(path) + "shouldn't contain duplicates");
        }
    }

    private void object(CustomSchema schema, Obj object, @Nullable Object before, String path, Found found) {
        var rules = schema.rules();
        int size = object.size();
        if (rules.minProperties() != null && size < rules.minProperties()) {
            found.errors.invalid(
                    path, size, named(path) + "should have at least " + rules.minProperties() + " properties");
            return;
        }
        if (rules.maxProperties() != null && size > rules.maxProperties()) {
            found.errors.invalid(
                    path, size, named(path) + "should have at most " + rules.maxProperties() + " properties");
            return;
        }
        var old = before instanceof Obj known ? known : null;
        object.forEachMember((name, value) -> {
            var known = schema.member(name);
            if (known != null) {
                var at = path.isEmpty() ? name : path + "." + name;
                found.add(check(known, value, old == null ? null : old.get(name), at));
            }
        });
        for (var name : rules.required()) {
            if (object.get(name) == null) {
                found.errors.required(path.isEmpty() ? name : path + "." + name, "");
            }
        }
    }
}
