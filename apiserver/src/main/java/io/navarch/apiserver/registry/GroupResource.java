package io.navarch.apiserver.registry;

/**
 * Names a resource whatever its version.
 *
 * @param group "" for core
 * @param resource the plural name
 */
public record GroupResource(String group, String resource) {
    /** {@code pods} or {@code deployments.apps}, as messages name it. */
    @Override
    public String toString() {
        return group.isEmpty() ? resource : resource + "." + group;
    }
}
