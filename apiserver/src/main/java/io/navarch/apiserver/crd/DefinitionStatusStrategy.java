package io.navarch.apiserver.crd;

import io.navarch.apiserver.registry.Strategy;
import io.navarch.apiserver.registry.WriteContext;
import io.navarch.model.apiextensions.v1.CustomResourceDefinition;
import io.navarch.model.tree.Struct;
import io.navarch.model.validation.FieldErrors;

/** The status of a definition never forgets the version that objects are stored in now. */
final class DefinitionStatusStrategy implements Strategy {
    private static final String PATH = "status.storedVersions";

    @Override
    public FieldErrors validateUpdate(WriteContext context, Struct stored, Struct wanted) {
        var definition = new CustomResourceDefinition(wanted);
        var remembered = definition.status().storedVersions();
        var errors = FieldErrors.none();
        if (remembered.isEmpty()) {
            errors.invalid(PATH, remembered, "must have at least one stored version");
        }
        for (int i = 0; i < remembered.size(); i++) {
            var name = remembered.get(i);
            if (definition.spec().versions().stream()
                    .noneMatch(version -> version.name().equals(name))) {
                errors.invalid(PATH + "[" + i + "]", name, "must appear in spec.versions");
            }
        }
        for (var version : definition.spec().versions()) {
            if (version.storage() && !remembered.contains(version.name())) {
                errors.invalid(PATH, remembered, "must have the storage version " + version.name());
            }
        }
        return errors;
    }
}
