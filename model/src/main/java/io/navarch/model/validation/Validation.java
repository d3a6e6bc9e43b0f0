package io.navarch.model.validation;

import io.navarch.model.kind.KindDefinition;
import io.navarch.model.tree.Struct;
import io.navarch.model.tree.StructType;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds what is wrong with objects of built-in kinds: the rules of the type files and the Java checks that they name, and on
 * update what may not change. Objects are trees of the stored version with defaults. Immutable but for a cache; any thread.
 */
public final class Validation {
    private final Map<String, Check> checks;
    private final boolean privilegedAllowed;
    private final Map<StructType, TypePlan> plans = new ConcurrentHashMap<>();

    private Validation(Map<String, Check> checks, boolean privilegedAllowed) {
        this.checks = checks;
        this.privilegedAllowed = privilegedAllowed;
    }

    private static final class BuiltIn {
        static final Validation VALIDATION = new Validation(Checks.all(), true);
    }

    /** The rules of this version of Kubernetes. */
    public static Validation builtIn() {
        return BuiltIn.VALIDATION;
    }

    /** These rules where containers may ({@code --allow-privileged}) or may not be privileged. */
    public Validation allowingPrivileged(boolean allowed) {
        return allowed == privilegedAllowed ? this : new Validation(checks, allowed);
    }

    /** The faults of a new object. */
    public FieldErrors create(KindDefinition kind, Struct object) {
        var scope = new Scope(this);
        ObjectMetaRules.create(kind, object, scope.errors());
        scope.validate(object, "");
        return scope.errors();
    }

    /** The faults of an object that is to take the place of {@code stored}, and of the change. */
    public FieldErrors update(KindDefinition kind, Struct stored, Struct object) {
        var scope = new Scope(this);
        ObjectMetaRules.update(kind, stored, object, scope.errors());
        scope.validate(object, "");
        UpdateRules.check(stored, object, scope.errors());
        return scope.errors();
    }

    /** The faults of a change that can only touch metadata and status. */
    public FieldErrors updateStatus(KindDefinition kind, Struct stored, Struct object) {
        var scope = new Scope(this);
        ObjectMetaRules.update(kind, stored, object, scope.errors());
        if (object.get("status") instanceof Struct status) {
            scope.validate(status, "status");
        }
        return scope.errors();
    }

    /** The faults in the metadata of a new custom object. */
    public FieldErrors metadata(KindDefinition kind, Struct object) {
        var errors = FieldErrors.none();
        ObjectMetaRules.create(kind, object, errors);
        return errors;
    }

    /** The faults in the metadata of a custom object that is to take the place of {@code stored}. */
    public FieldErrors metadata(KindDefinition kind, Struct stored, Struct object) {
        var errors = FieldErrors.none();
        ObjectMetaRules.update(kind, stored, object, errors);
        return errors;
    }

    /** The faults of a part of an object, such as the pod template of a custom one. */
    public FieldErrors part(Struct value, String path) {
        var scope = new Scope(this);
        scope.validate(value, path);
        return scope.errors();
    }

    boolean privilegedAllowed() {
        return privilegedAllowed;
    }

    TypePlan plan(StructType type) {
        var known = plans.get(type);
        if (known != null) {
            return known;
        }
        var made = new TypePlan(type, this);
        var raced = plans.putIfAbsent(type, made);
        return raced != null ? raced : made;
    }

    Check check(String name, StructType type) {
        var check = checks.get(name);
        if (check == null) {
            throw new IllegalStateException("no check " + name + ", which " + type + " asks for");
        }
        return check;
    }
}
