package io.navarch.apiserver.registry;

/** The storage of every resource of this server. Thread-safe. */
@FunctionalInterface
public interface ObjectStores {
    /**
     * The storage of a resource.
     *
     * @param group "" for core
     * @param plural the resource's name in paths
     * @throws io.navarch.model.status.ApiException NotFound when the server has no such resource
     */
    ObjectStore of(String group, String plural);
}
