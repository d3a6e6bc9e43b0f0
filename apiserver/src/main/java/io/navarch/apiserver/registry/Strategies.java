package io.navarch.apiserver.registry;

import io.navarch.model.kind.KindDefinition;

/** Finds the rules of a kind or of one of its sub-resources. Thread-safe. */
@FunctionalInterface
public interface Strategies {
    /**
     * The rules for writes to objects of the kind, or to a sub-resource whose objects are of the same kind (status,
     * finalize, ephemeralcontainers, …).
     *
     * @param subresource "" for the object itself
     */
    Strategy of(KindDefinition kind, String subresource);
}
