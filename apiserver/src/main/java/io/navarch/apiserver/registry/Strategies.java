package io.navarch.apiserver.registry;

/** Finds the rules of a kind or of one of its sub-resources. Thread-safe. */
@FunctionalInterface
public interface Strategies {
    /**
     * The rules for writes to the resource, or to a sub-resource whose objects are of the resource's own kind (status,
     * finalize, ephemeralcontainers, …).
     *
     * @param subresource "" for the object itself
     */
    Strategy of(GroupResource resource, String subresource);
}
