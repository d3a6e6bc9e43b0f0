package io.navarch.model.defaulting;

import io.navarch.model.schema.TypeRules;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.Field;
import io.navarch.model.tree.FieldType;
import io.navarch.model.tree.JsonReader;
import io.navarch.model.tree.JsonWriter;
import io.navarch.model.tree.Struct;
import io.navarch.model.tree.StructType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The compiled defaults of one type: what its functions derive, then its fields' constants, then its fields' own defaults. */
final class TypeDefaults {
    private final List<UnaryOperator<Struct>> derivations = new ArrayList<>();
    private final FieldDefault[] fields;

    /** What happens to one field that has anything to be done with it. */
    private record FieldDefault(
            int number,
            @Nullable Object constant,
            boolean zeroToo,
            Shape shape,
            @Nullable StructType nested) {}

    private enum Shape {
        SCALAR,
        STRUCT,
        LIST,
        MAP,
        /** A list or map that must be written even when it is empty. */
        REQUIRED_LIST,
        REQUIRED_MAP
    }

    private final Defaulting defaulting;

    TypeDefaults(StructType type, Defaulting defaulting) {
        this.defaulting = defaulting;
        var rules = TypeRules.of(type.name());
        if (rules.get("derive") instanceof List<?> names) {
            names.forEach(name -> derivations.add(defaulting.derivation(name.toString(), type)));
        }
        var found = new ArrayList<FieldDefault>();
        for (var field : type.fields()) {
            var made = fieldDefault(field, rules);
            if (made.constant != null || made.shape != Shape.SCALAR) {
                found.add(made);
            }
        }
        fields = found.toArray(FieldDefault[]::new);
    }

    Struct apply(Struct object) {
        var current = object;
        for (var derivation : derivations) {
            current = derivation.apply(current);
        }
        @Nullable Object @Nullable [] changed = null;
        for (var field : fields) {
            var value = current.value(field.number);
            var wanted = wanted(field, value);
            if (wanted != value) {
                changed = changed == null ? values(current) : changed;
                changed[field.number] = wanted;
            }
        }
        return changed == null ? current : Struct.of(current.type(), changed);
    }

    private @Nullable Object wanted(FieldDefault field, @Nullable Object value) {
        var present = value;
        if (field.constant != null
                && (present == null
                        || present.equals("")
                        || (field.zeroToo && Long.valueOf(0).equals(present)))) {
            present = field.constant;
        }
        if (present == null) {
            return null;
        }
        return switch (field.shape) {
            case SCALAR -> present;
            case STRUCT -> defaulting.apply((Struct) present);
            case LIST -> ((List<?>) present).isEmpty() ? null : elements(field, (List<?>) present);
            case MAP -> ((Dict) present).isEmpty() ? null : members(field, (Dict) present);
            case REQUIRED_LIST -> elements(field, (List<?>) present);
            case REQUIRED_MAP -> members(field, (Dict) present);
        };
    }

    private List<?> elements(FieldDefault field, List<?> list) {
        if (field.nested == null) {
            return list;
        }
        @Nullable ArrayList<Object> changed = null;
        for (int i = 0; i < list.size(); i++) {
            var element = list.get(i);
            var wanted = defaulting.apply((Struct) element);
            if (wanted != element) {
                changed = changed == null ? new ArrayList<>(list) : changed;
                changed.set(i, wanted);
            }
        }
        return changed == null ? list : List.copyOf(changed);
    }

    private Dict members(FieldDefault field, Dict map) {
        if (field.nested == null) {
            return map;
        }
        var changed = map;
        for (var entry : map.entrySet()) {
            changed = changed.with(entry.getKey(), defaulting.apply((Struct) entry.getValue()));
        }
        return changed;
    }

    private static @Nullable Object[] values(Struct object) {
        var type = object.type();
        int known = type.fields().size();
        var values = new @Nullable Object[type.open() ? known + 1 : known];
        for (int i = 0; i < values.length; i++) {
            values[i] = object.value(i);
        }
        return values;
    }

    private static FieldDefault fieldDefault(Field field, Dict rules) {
        var zero = member(rules, "zeroDefaults", field.name());
        var stated = zero != null ? zero : member(rules, "defaults", field.name());
        var constant =
                stated != null ? fitted(field.type(), stated) : omitted(rules, field) ? null : schemaDefault(field);
        var nested = field.type().structOrElement();
        return new FieldDefault(field.number(), constant, zero != null, shape(field), nested);
    }

    private static Shape shape(Field field) {
        return switch (field.type().kind()) {
            case STRUCT -> Shape.STRUCT;
            case LIST -> field.required() ? Shape.REQUIRED_LIST : Shape.LIST;
            case MAP -> field.required() ? Shape.REQUIRED_MAP : Shape.MAP;
            case STRING, BYTES, INT32, INT64, NUMBER, BOOLEAN, QUANTITY, TIME, MICRO_TIME, INT_OR_STRING, ANY ->
                Shape.SCALAR;
        };
    }

    private static @Nullable Object member(Dict rules, String key, String field) {
        return rules.get(key) instanceof Dict values ? values.get(field) : null;
    }

    /** Whether the field's empty default is as good as absent, so that upstream does not write it. */
    private static boolean omitted(Dict rules, Field field) {
        return rules.get("omitEmpty") instanceof List<?> names && names.contains(field.name());
    }

    private static @Nullable Object schemaDefault(Field field) {
        var text = field.defaultValue();
        if (text == null) {
            return null;
        }
        if (text.equals("{}")) {
            return field.type().kind() == FieldType.Kind.STRUCT
                    ? Objects.requireNonNull(field.type().struct()).empty()
                    : null;
        }
        // The schema's cells are JSON, but for a word or two without quotes.
        boolean json =
                text.startsWith("\"") || text.equals("true") || text.equals("false") || text.matches("-?[0-9.]+");
        return json ? JsonReader.any(text.getBytes(StandardCharsets.UTF_8)) : text;
    }

    /** A value of the type file in the form the field wants: objects become structs. */
    private static Object fitted(FieldType type, Object value) {
        if (type.kind() == FieldType.Kind.STRUCT && type.struct() != null && value instanceof Dict dict) {
            return JsonReader.struct(type.struct(), JsonWriter.bytes(dict));
        }
        return value;
    }
}
