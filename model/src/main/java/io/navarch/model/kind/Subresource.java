package io.navarch.model.kind;

import java.util.Set;

/**
 * A path below an object, such as {@code status} or {@code scale}.
 *
 * @param kind what is read and written there; group and version may differ from the object's
 */
public record Subresource(String name, String kind, String group, String version, Set<String> verbs) {
    public Subresource {
        verbs = Set.copyOf(verbs);
    }
}
