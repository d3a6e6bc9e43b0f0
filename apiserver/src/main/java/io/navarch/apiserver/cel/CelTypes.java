package io.navarch.apiserver.cel;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import io.navarch.apiserver.cel.ValueType.ListOf;
import io.navarch.apiserver.cel.ValueType.MapOf;
import io.navarch.apiserver.cel.ValueType.ObjectOf;
import io.navarch.apiserver.cel.ValueType.OptionalOf;
import io.navarch.apiserver.cel.ValueType.Scalar;
import io.navarch.apiserver.cel.library.AuthorizerLibrary;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The engine's types of an environment's variables. Thread-safe: types are added as expressions use them. */
@SuppressWarnings("Immutable") // Whoever asks twice gets the same answer.
final class CelTypes implements CelTypeProvider {
    private final Map<String, CelType> structs = new ConcurrentHashMap<>();

    /** By identity: types have no equality of their own. */
    private final Map<ObjectOf, StructType> known = new ConcurrentHashMap<>();

    /** The engine's type of a variable; its objects get names that begin with the given one. */
    CelType of(ValueType type, String name) {
        return switch (type) {
            case Scalar scalar -> scalar(scalar);
            case ListOf list -> ListType.create(of(list.element(), name + ".@idx"));
            case MapOf map -> MapType.create(SimpleType.STRING, of(map.value(), name + ".@elem"));
            case OptionalOf optional -> OptionalType.create(of(optional.value(), name));
            case ObjectOf object -> struct(object, object.name().isEmpty() ? name : object.name());
        };
    }

    private static CelType scalar(Scalar scalar) {
        return switch (scalar) {
            case ANY -> SimpleType.DYN;
            case BOOLEAN -> SimpleType.BOOL;
            case INTEGER -> SimpleType.INT;
            case NUMBER -> SimpleType.DOUBLE;
            case STRING -> SimpleType.STRING;
            case BYTES -> SimpleType.BYTES;
            case TIMESTAMP -> SimpleType.TIMESTAMP;
            case DURATION -> SimpleType.DURATION;
            case AUTHORIZER -> AuthorizerLibrary.AUTHORIZER;
            case RESOURCE_CHECK -> AuthorizerLibrary.RESOURCE_CHECK;
        };
    }

    private CelType struct(ObjectOf object, String name) {
        return known.computeIfAbsent(object, absent -> {
            // The fields' types are worked out as they are used: the built-in kinds refer to each other without end.
            var struct = StructType.create(
                    name, ImmutableSet.copyOf(object.properties().keySet()), field -> Optional.ofNullable(
                                    object.property(field))
                            .map(property -> of(property.type(), name + "." + field)));
            structs.put(name, struct);
            return struct;
        });
    }

    /** Declares the type of an object that an expression writes down; its fields may hold anything. */
    void declareLiteral(String name, Set<String> fields) {
        structs.put(name, StructType.create(name, ImmutableSet.copyOf(fields), field -> Optional.of(SimpleType.DYN)));
    }

    @Override
    public ImmutableCollection<CelType> types() {
        return ImmutableList.copyOf(structs.values());
    }

    @Override
    public Optional<CelType> findType(String typeName) {
        return Optional.ofNullable(structs.get(typeName));
    }
}
