package io.navarch.model.validation;

import io.navarch.model.tree.Struct;

/** One validation under way: where faults go, and the way back into the type rules. Confined to one thread. */
final class Scope {
    private final Validation validation;
    private final FieldErrors errors = new FieldErrors();

    Scope(Validation validation) {
        this.validation = validation;
    }

    FieldErrors errors() {
        return errors;
    }

    /** Whether containers may be privileged at all. */
    boolean privilegedAllowed() {
        return validation.privilegedAllowed();
    }

    /** Applies the rules of the value's type. */
    void validate(Struct value, String path) {
        validation.plan(value.type()).check(value, path, this);
    }

    /** {@code path.name}, or the name alone at the top. */
    static String child(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
