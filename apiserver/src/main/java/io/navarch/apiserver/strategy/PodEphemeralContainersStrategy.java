package io.navarch.apiserver.strategy;

import io.navarch.apiserver.registry.Strategy;
import io.navarch.apiserver.registry.WriteContext;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.tree.Struct;
import io.navarch.model.validation.FieldErrors;

/** Adds debug containers to a running Pod; nothing else of it changes, and none is ever taken away. */
final class PodEphemeralContainersStrategy implements Strategy {
    @Override
    public Struct prepareForUpdate(WriteContext context, Struct stored, Struct wanted) {
        var before = new Pod(stored);
        var added = new Pod(wanted).spec().ephemeralContainers();
        return before.withSpec(before.spec().withEphemeralContainers(added)).tree();
    }

    @Override
    public FieldErrors validateUpdate(WriteContext context, Struct stored, Struct wanted) {
        var errors = FieldErrors.none();
        var after = new Pod(wanted).spec().ephemeralContainers();
        for (var container : new Pod(stored).spec().ephemeralContainers()) {
            var kept = after.stream()
                    .filter(candidate -> candidate.name().equals(container.name()))
                    .findFirst();
            if (kept.isEmpty()) {
                errors.forbidden(
                        "spec.ephemeralContainers",
                        "existing ephemeral containers \"" + container.name() + "\" may not be removed\n");
            } else if (!kept.get().equals(container)) {
                errors.forbidden(
                        "spec.ephemeralContainers",
                        "existing ephemeral containers \"" + container.name() + "\" may not be changed\n");
            }
        }
        return errors;
    }
}
