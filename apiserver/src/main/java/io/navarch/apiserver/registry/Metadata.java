package io.navarch.apiserver.registry;

import io.navarch.model.meta.v1.ObjectMeta;
import io.navarch.model.tree.Struct;
import java.util.ArrayList;
import java.util.List;

/** The metadata of an object of any kind. */
final class Metadata {
    private Metadata() {}

    static ObjectMeta of(Struct object) {
        return object.get("metadata") instanceof Struct tree ? new ObjectMeta(tree) : ObjectMeta.EMPTY;
    }

    static Struct with(Struct object, ObjectMeta metadata) {
        return object.with("metadata", metadata.tree());
    }

    static boolean isBeingDeleted(Struct object) {
        return of(object).hasDeletionTimestamp();
    }

    /** The finalizers with one more. */
    static List<String> with(List<String> finalizers, String added) {
        if (finalizers.contains(added)) {
            return finalizers;
        }
        var changed = new ArrayList<>(finalizers);
        changed.add(added);
        return changed;
    }

    /** The finalizers without one. */
    static List<String> without(List<String> finalizers, String removed) {
        var changed = new ArrayList<>(finalizers);
        changed.remove(removed);
        return changed;
    }
}
