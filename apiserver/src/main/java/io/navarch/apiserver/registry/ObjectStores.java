package io.navarch.apiserver.registry;

/** The storage of every resource of this server. Thread-safe. */
@FunctionalInterface
public interface ObjectStores {
    /**
     * The storage of a resource.
     *
     * @throws io.navarch.model.status.ApiException NotFound when the server has no such resource
     */
    ObjectStore of(GroupResource resource);

    default ObjectStore of(String group, String resource) {
        return of(new GroupResource(group, resource));
    }
}
