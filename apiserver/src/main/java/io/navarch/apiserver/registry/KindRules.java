package io.navarch.apiserver.registry;

import io.navarch.model.defaulting.Defaulting;
import io.navarch.model.kind.KindDefinition;
import io.navarch.model.kind.ServedKind;
import io.navarch.model.tree.Struct;
import io.navarch.model.validation.FieldErrors;

/** What the definitions of built-in kinds say of their objects. */
public final class KindRules implements ObjectRules {
    @Override
    public Struct withDefaults(ServedKind served, Struct object) {
        return Defaulting.builtIn().apply(object);
    }

    @Override
    public FieldErrors check(KindDefinition kind, Struct object) {
        var errors = FieldErrors.none();
        var metadata = Metadata.of(object);
        if (metadata.name().isEmpty()) {
            errors.required("metadata.name", "name or generateName is required");
        }
        return errors;
    }

    @Override
    public FieldErrors checkChange(KindDefinition kind, Struct stored, Struct wanted) {
        return FieldErrors.none();
    }
}
