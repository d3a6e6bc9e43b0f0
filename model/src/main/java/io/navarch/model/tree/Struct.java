package io.navarch.model.tree;

import java.util.Arrays;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** An object laid out by its schema: a type and an array of field values. Immutable; any thread may read it. */
public final class Struct implements Obj {
    private final StructType type;
    private final @Nullable Object[] values;

    /** The array is taken over, not copied: the caller must not keep it. */
    Struct(StructType type, @Nullable Object[] values) {
        this.type = type;
        this.values = values;
    }

    /** A struct from field values in the order of the type's fields; the array is copied. */
    public static Struct of(StructType type, @Nullable Object[] values) {
        return new Struct(type, Arrays.copyOf(values, type.slots()));
    }

    public StructType type() {
        return type;
    }

    /** The value of the field with this number, or null if absent. */
    public @Nullable Object value(int number) {
        return values[number];
    }

    /** The unknown members of an open struct. */
    public Dict extras() {
        return type.open() && values[values.length - 1] instanceof Dict dict ? dict : Dict.EMPTY;
    }

    /** A copy with these unknown members instead of its own; the type must be open. */
    public Struct withExtras(Dict extras) {
        if (!type.open()) {
            throw new IllegalArgumentException(type.name() + " has no unknown members");
        }
        return with(values.length - 1, extras.isEmpty() ? null : extras);
    }

    @Override
    public @Nullable Object get(String name) {
        var field = type.field(name);
        return field != null ? values[field.number()] : extras().get(name);
    }

    /** A copy with the field set, or without it if the value is null. */
    public Struct with(int number, @Nullable Object value) {
        if (values[number] == value || (value != null && value.equals(values[number]))) {
            return this;
        }
        var changed = values.clone();
        changed[number] = value;
        return new Struct(type, changed);
    }

    /** A copy with the member set; a closed type refuses names that it does not know. */
    @Override
    public Struct with(String name, @Nullable Object value) {
        var field = type.field(name);
        if (field != null) {
            return with(field.number(), value);
        }
        if (!type.open()) {
            throw new IllegalArgumentException(type.name() + " has no field " + name);
        }
        var extras = extras().with(name, value);
        return with(values.length - 1, extras.isEmpty() ? null : extras);
    }

    @Override
    public void forEachMember(BiConsumer<String, Object> visitor) {
        var fields = type.fieldArray();
        for (int i = 0; i < fields.length; i++) {
            var value = values[i];
            if (value != null) {
                visitor.accept(fields[i].name(), value);
            }
        }
        extras().forEachMember(visitor);
    }

    @Override
    public int size() {
        int present = 0;
        for (int i = 0; i < type.fieldArray().length; i++) {
            if (values[i] != null) {
                present++;
            }
        }
        return present + extras().size();
    }

    @Override
    public boolean isEmpty() {
        for (var value : values) {
            if (value != null) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof Struct struct && type == struct.type && Arrays.equals(values, struct.values));
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    /** The JSON text. */
    @Override
    public String toString() {
        return JsonWriter.text(this);
    }
}
