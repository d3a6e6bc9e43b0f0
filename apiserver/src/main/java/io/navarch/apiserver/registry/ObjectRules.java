package io.navarch.apiserver.registry;

import io.navarch.model.kind.KindDefinition;
import io.navarch.model.tree.Struct;
import io.navarch.model.validation.FieldErrors;

/** What a kind's definition, as data, says of its objects: defaults and validity. Thread-safe. */
public interface ObjectRules {
    /** The object with what it does not say filled in, by the type that it is of: that of the stored or of another version. */
    Struct withDefaults(KindDefinition kind, Struct object);

    /** Faults of a new object in the stored version. */
    FieldErrors check(KindDefinition kind, Struct object);

    /**
     * Faults of a change, and of what it leads to, in the stored version.
     *
     * @param subresource the sub-resource that is written, "" for the object itself
     */
    FieldErrors checkChange(KindDefinition kind, String subresource, Struct stored, Struct wanted);
}
