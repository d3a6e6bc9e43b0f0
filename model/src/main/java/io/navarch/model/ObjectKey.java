package io.navarch.model;

/**
 * Names an object among those of its resource.
 *
 * @param namespace "" for cluster-scoped objects
 */
public record ObjectKey(String namespace, String name) {
    /** Reads {@code namespace/name} or {@code name}. */
    public static ObjectKey parse(String text) {
        int slash = text.indexOf('/');
        return slash < 0 ? new ObjectKey("", text) : new ObjectKey(text.substring(0, slash), text.substring(slash + 1));
    }

    @Override
    public String toString() {
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }
}
