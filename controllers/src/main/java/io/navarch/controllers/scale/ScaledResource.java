package io.navarch.controllers.scale;

/**
 * A resource found by its kind.
 *
 * @param group the API group, "" for core
 * @param version of the API in which it was asked for
 * @param resource the plural in paths
 * @param scalable whether it has a scale sub-resource
 */
public record ScaledResource(String group, String version, String resource, boolean namespaced, boolean scalable) {
    /** {@code deployments.apps}, or {@code pods}. */
    public String groupResource() {
        return group.isEmpty() ? resource : resource + "." + group;
    }

    String path(String namespace, String name) {
        var base = group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version;
        return base + (namespaced ? "/namespaces/" + namespace : "") + "/" + resource + "/" + name + "/scale";
    }
}
