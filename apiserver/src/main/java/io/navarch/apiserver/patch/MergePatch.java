package io.navarch.apiserver.patch;

import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonNull;

/** A JSON merge patch (RFC 7386): members replace members, {@code null} removes them, objects merge. */
public final class MergePatch {
    private MergePatch() {}

    /** The document with the patch merged in. */
    public static Object apply(Object document, Object patch) {
        if (!(patch instanceof Dict changes)) {
            return patch;
        }
        return merge(document instanceof Dict members ? members : Dict.EMPTY, changes);
    }

    private static Dict merge(Dict members, Dict changes) {
        var merged = members;
        for (var change : changes.entrySet()) {
            var name = change.getKey();
            if (change.getValue() == JsonNull.NULL) {
                merged = merged.with(name, null);
            } else {
                var current = merged.get(name);
                merged = merged.with(name, apply(current == null ? Dict.EMPTY : current, change.getValue()));
            }
        }
        return merged;
    }
}
