package io.navarch.apiserver.registry;

import io.navarch.model.tree.StructType;

/**
 * One version of a resource as it is served.
 *
 * @param group "" for core
 * @param resource the plural name in paths
 * @param type the layout of objects of this version
 */
public record ServedResource(
        String group, String version, String resource, String kind, boolean namespaced, StructType type) {

    /** {@code v1} or {@code apps/v1}. */
    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    public GroupResource groupResource() {
        return new GroupResource(group, resource);
    }
}
