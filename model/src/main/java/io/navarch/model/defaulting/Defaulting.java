package io.navarch.model.defaulting;

import io.navarch.model.tree.Struct;
import io.navarch.model.tree.StructType;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * Applies the defaults of built-in types. A plan is made for each type on its first object; an object that lacks nothing is
 * returned as it is. Empty optional lists and maps are dropped, as upstream's encoding drops them.
 */
public final class Defaulting {
    private final Map<String, UnaryOperator<Struct>> derivations;
    private final Map<StructType, TypeDefaults> plans = new ConcurrentHashMap<>();

    private Defaulting(Map<String, UnaryOperator<Struct>> derivations) {
        this.derivations = derivations;
    }

    private static final class BuiltIn {
        static final Defaulting DEFAULTING = new Defaulting(Derivations.all());
    }

    /** The defaults of this version of Kubernetes. */
    public static Defaulting builtIn() {
        return BuiltIn.DEFAULTING;
    }

    /** The object with everything in it that its type's defaults say. */
    public Struct apply(Struct object) {
        return plan(object.type()).apply(object);
    }

    TypeDefaults plan(StructType type) {
        var known = plans.get(type);
        if (known != null) {
            return known;
        }
        var made = new TypeDefaults(type, this);
        var raced = plans.putIfAbsent(type, made);
        return raced != null ? raced : made;
    }

    UnaryOperator<Struct> derivation(String name, StructType type) {
        var derivation = derivations.get(name);
        if (derivation == null) {
            throw new IllegalStateException("no derivation " + name + ", which " + type + " asks for");
        }
        return derivation;
    }
}
