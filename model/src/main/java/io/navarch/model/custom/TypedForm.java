package io.navarch.model.custom;

import io.navarch.model.tree.DecodeException;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.Field;
import io.navarch.model.tree.Field.Topology;
import io.navarch.model.tree.FieldType;
import io.navarch.model.tree.JsonNull;
import io.navarch.model.tree.JsonWriter;
import io.navarch.model.tree.RawJson;
import io.navarch.model.tree.Struct;
import io.navarch.model.tree.StructType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Custom objects laid out by their schema, as built-in ones are by theirs: the form in which field ownership is worked out.
 * Every type in it is open, so that nothing is lost on the way there and back. Immutable; any thread.
 */
public final class TypedForm {
    private static final FieldType ANY = new FieldType(FieldType.Kind.ANY, null, null);

    private final CustomSchema schema;
    private final StructType free;
    private final StructType type;

    /** @param free the type of objects whose schema has not been looked at */
    public TypedForm(CustomSchema schema, StructType free) {
        this.schema = schema;
        this.free = free;
        this.type = new StructType(free.name(), true, () -> rootFields(schema, free));
    }

    private static List<Field> rootFields(CustomSchema schema, StructType free) {
        var fields = new ArrayList<Field>(free.fields());
        schema.properties().forEach((name, property) -> {
            if (free.field(name) == null) {
                fields.add(field(fields.size(), name, property));
            }
        });
        return List.copyOf(fields);
    }

    private static List<Field> fields(CustomSchema schema) {
        var fields = new ArrayList<Field>();
        schema.properties().forEach((name, property) -> fields.add(field(fields.size(), name, property)));
        return List.copyOf(fields);
    }

    private static Field field(int number, String name, CustomSchema schema) {
        var stated = schema.defaultValue();
        var type = type(name, schema);
        boolean scalar = type.kind() != FieldType.Kind.STRUCT;
        return new Field(
                number,
                name,
                type,
                false,
                stated != null && scalar ? JsonWriter.text(stated) : null,
                topology(schema),
                schema.listMapKeys(),
                "",
                "");
    }

    private static Topology topology(CustomSchema schema) {
        return switch (schema.type()) {
            case "array" ->
                switch (schema.listType()) {
                    case "set" -> Topology.SET;
                    case "map" -> Topology.MAP;
                    default -> Topology.ATOMIC;
                };
            case "object" -> schema.mapType().equals("atomic") ? Topology.ATOMIC : Topology.UNSET;
            default -> Topology.UNSET;
        };
    }

    private static FieldType type(String name, CustomSchema schema) {
        return switch (schema.type()) {
            case "string" -> scalar(FieldType.Kind.STRING);
            case "integer" -> scalar(FieldType.Kind.INT64);
            case "number" -> scalar(FieldType.Kind.NUMBER);
            case "boolean" -> scalar(FieldType.Kind.BOOLEAN);
            case "array" -> {
                var items = schema.items();
                yield new FieldType(FieldType.Kind.LIST, null, items == null ? ANY : element(name, items));
            }
            case "object" -> {
                var additional = schema.additional();
                yield additional == null
                        ? new FieldType(FieldType.Kind.STRUCT, new StructType(name, true, () -> fields(schema)), null)
                        : new FieldType(FieldType.Kind.MAP, null, element(name, additional));
            }
            default -> schema.intOrString() ? scalar(FieldType.Kind.INT_OR_STRING) : ANY;
        };
    }

    /** The type of an element: what is a map in a list or map is owned member by member, as a struct without known fields is. */
    private static FieldType element(String name, CustomSchema schema) {
        var type = type(name, schema);
        boolean map = type.kind() == FieldType.Kind.MAP && !schema.mapType().equals("atomic");
        return map ? new FieldType(FieldType.Kind.STRUCT, new StructType(name, true, List::of), null) : type;
    }

    private static FieldType scalar(FieldType.Kind kind) {
        return new FieldType(kind, null, null);
    }

    /**
     * The object in this form.
     *
     * @param strict whether members that the schema does not know are refused
     * @throws DecodeException if a value is not of its type
     */
    public Struct typed(Struct object, boolean strict) {
        var typed = type.empty();
        for (int i = 0; i < free.fields().size(); i++) {
            typed = typed.with(i, object.value(i));
        }
        for (var entry : object.extras().entrySet()) {
            typed = member(typed, schema, entry.getKey(), entry.getValue(), "", strict);
        }
        return typed;
    }

    private static Struct member(
            Struct into, CustomSchema schema, String name, Object value, String path, boolean strict) {
        var at = path + "." + name;
        var field = into.type().field(name);
        var known = schema.properties().get(name);
        boolean scalar =
                field != null && field.type().struct() == null && field.type().element() == null;
        if (strict && value == JsonNull.NULL && known != null && !(scalar && known.nullable())) {
            // Nobody can own a null that would be dropped.
            return into;
        }
        if (field == null || known == null || value == JsonNull.NULL) {
            if (strict && known == null && !schema.preservesUnknown()) {
                throw new DecodeException(at + ": field not declared in schema");
            }
            return into.withExtras(into.extras().with(name, value));
        }
        return into.with(field.number(), value(field.type(), known, value, at, strict));
    }

    private static Object value(FieldType type, CustomSchema schema, Object value, String path, boolean strict) {
        return switch (type.kind()) {
            case STRUCT -> struct(type, schema, value, path, strict);
            case MAP -> map(type, schema, value, path, strict);
            case LIST -> list(type, schema, value, path, strict);
            case STRING -> value instanceof String ? value : refuse(path, "string", value);
            case BOOLEAN -> value instanceof Boolean ? value : refuse(path, "boolean", value);
            case INT32, INT64, NUMBER ->
                value instanceof Number ? value : refuse(path, "numeric (int or float)", value);
            case BYTES, QUANTITY, TIME, MICRO_TIME, INT_OR_STRING, ANY -> value;
        };
    }

    private static Object refuse(String path, String wanted, Object value) {
        var found =
                switch (value) {
                    case String text -> "string";
                    case Long number -> "int64";
                    case Double number -> "float64";
                    case Boolean flag -> "bool";
                    case List<?> list -> "[]interface {}";
                    default -> "map[string]interface {}";
                };
        throw new DecodeException(path + ": expected " + wanted + ", got " + found);
    }

    private static Object struct(FieldType type, CustomSchema schema, Object value, String path, boolean strict) {
        if (!(value instanceof Dict object)) {
            throw new DecodeException(path + ": expected map, got &{" + value + "}");
        }
        var struct = java.util.Objects.requireNonNull(type.struct()).empty();
        if (schema.additional() != null || schema.properties().isEmpty() && schema.preservesUnknown()) {
            return struct.withExtras(object);
        }
        boolean refuses = strict && !schema.embedded();
        for (var entry : object.entrySet()) {
            struct = member(struct, schema, entry.getKey(), entry.getValue(), path, refuses);
        }
        return struct;
    }

    private static Object map(FieldType type, CustomSchema schema, Object value, String path, boolean strict) {
        if (!(value instanceof Dict map)) {
            throw new DecodeException(path + ": expected map, got &{" + value + "}");
        }
        var element = type.element();
        var additional = schema.additional();
        if (element == null || additional == null) {
            return map;
        }
        var typed = Dict.builder();
        for (Map.Entry<String, Object> entry : map.entrySet()) {
            typed.put(
                    entry.getKey(),
                    element(element, additional, entry.getValue(), path + "." + entry.getKey(), strict));
        }
        return typed.build();
    }

    private static Object list(FieldType type, CustomSchema schema, Object value, String path, boolean strict) {
        if (!(value instanceof List<?> list)) {
            throw new DecodeException(path + ": expected list, got &{" + value + "}");
        }
        var element = type.element();
        var items = schema.items();
        if (element == null || items == null) {
            return list;
        }
        var typed = new Object[list.size()];
        for (int i = 0; i < typed.length; i++) {
            typed[i] = element(element, items, list.get(i), path + "[" + i + "]", strict);
        }
        return List.of(typed);
    }

    private static Object element(FieldType type, CustomSchema schema, Object value, String path, boolean strict) {
        return value == JsonNull.NULL ? value : value(type, schema, value, path, strict);
    }

    /** The object out of this form. */
    public Struct free(Struct typed) {
        var object = free.empty();
        int own = free.fields().size();
        for (int i = 0; i < own; i++) {
            object = object.with(i, typed.value(i));
        }
        var extras = Dict.builder();
        for (int i = own; i < typed.type().fields().size(); i++) {
            var value = typed.value(i);
            if (value != null) {
                extras.put(typed.type().fields().get(i).name(), freed(value));
            }
        }
        addExtras(typed, extras);
        return object.withExtras(extras.build());
    }

    /** A null of before may stand beside the value that has taken its place. */
    private static void addExtras(Struct typed, Dict.Builder into) {
        typed.extras().forEachMember((name, value) -> {
            var field = typed.type().field(name);
            if (field == null || typed.value(field.number()) == null) {
                into.put(name, freed(value));
            }
        });
    }

    private static Object freed(Object value) {
        return switch (value) {
            case Struct struct -> {
                var members = Dict.builder();
                for (var field : struct.type().fields()) {
                    var member = struct.value(field.number());
                    if (member != null) {
                        members.put(field.name(), freed(member));
                    }
                }
                addExtras(struct, members);
                yield members.build();
            }
            case Dict dict -> {
                var members = Dict.builder();
                dict.forEachMember((name, member) -> members.put(name, freed(member)));
                yield members.build();
            }
            case List<?> list -> {
                var elements = new Object[list.size()];
                for (int i = 0; i < elements.length; i++) {
                    elements[i] = freed(list.get(i));
                }
                yield List.of(elements);
            }
            case RawJson raw -> raw.parse();
            default -> value;
        };
    }

    /** The type of objects in this form. */
    public StructType type() {
        return type;
    }
}
