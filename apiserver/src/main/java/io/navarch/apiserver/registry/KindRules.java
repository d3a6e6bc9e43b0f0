package io.navarch.apiserver.registry;

import io.navarch.model.defaulting.Defaulting;
import io.navarch.model.kind.KindDefinition;
import io.navarch.model.tree.Struct;
import io.navarch.model.validation.FieldErrors;
import io.navarch.model.validation.Validation;

/** What the definitions of built-in kinds say of their objects. */
public final class KindRules implements ObjectRules {
    private final Defaulting defaulting;
    private final Validation validation;

    public KindRules(Defaulting defaulting, Validation validation) {
        this.defaulting = defaulting;
        this.validation = validation;
    }

    @Override
    public Struct withDefaults(KindDefinition kind, Struct object) {
        return defaulting.apply(object);
    }

    @Override
    public FieldErrors check(KindDefinition kind, Struct object) {
        return validation.create(kind, object);
    }

    @Override
    public FieldErrors checkChange(KindDefinition kind, String subresource, Struct stored, Struct wanted) {
        return subresource.isEmpty()
                ? validation.update(kind, stored, wanted)
                : validation.updateStatus(kind, stored, wanted);
    }
}
