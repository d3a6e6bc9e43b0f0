package io.navarch.model.conversion;

import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonReader;
import io.navarch.model.tree.JsonWriter;
import io.navarch.model.tree.Struct;
import io.navarch.model.tree.StructType;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The way between a served version and the stored one, by the name that a kind file gives it ({@code convert: event}). What
 * the other version cannot say is kept in annotations where upstream keeps it there. apiVersion and kind are the caller's.
 */
public final class Conversion {
    private final UnaryOperator<Dict> toStored;
    private final UnaryOperator<Dict> toServed;

    Conversion(UnaryOperator<Dict> toStored, UnaryOperator<Dict> toServed) {
        this.toStored = toStored;
        this.toServed = toServed;
    }

    private static final class BuiltIn {
        static final Map<String, Conversion> BY_NAME = all();

        private static Map<String, Conversion> all() {
            var all = new HashMap<String, Conversion>();
            EventConversion.register(all);
            WorkloadConversion.register(all);
            AutoscalerConversion.register(all);
            NetworkConversion.register(all);
            ResourceConversion.register(all);
            return Map.copyOf(all);
        }
    }

    /** The conversion of that name; none for "" and unknown names. */
    public static Optional<Conversion> named(String name) {
        return Optional.ofNullable(BuiltIn.BY_NAME.get(name));
    }

    /** An object of a served version as one of {@code stored}, the type of the stored version. */
    public Struct toStored(Struct served, StructType stored) {
        return typed(toStored.apply(untyped(served)), stored);
    }

    /** An object of the stored version as one of {@code served}, the type of a served version. */
    public Struct toServed(Struct stored, StructType served) {
        return typed(toServed.apply(untyped(stored)), served);
    }

    /** The object with the same members in another type, for versions that differ by name only. */
    public static Struct retyped(Struct object, StructType type) {
        return object.type() == type ? object : typed(untyped(object), type);
    }

    private static Dict untyped(Struct object) {
        return (Dict) JsonReader.any(JsonWriter.bytes(object));
    }

    private static Struct typed(Dict object, StructType type) {
        return JsonReader.struct(type, JsonWriter.bytes(object));
    }
}
