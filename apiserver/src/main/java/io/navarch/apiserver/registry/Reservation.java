package io.navarch.apiserver.registry;

import io.navarch.model.tree.Struct;

/**
 * Something taken for an object that is about to be written, to be kept or given back.
 *
 * @param object the object with what was taken filled in
 * @param commit runs once the object is stored
 * @param rollback runs when it was not stored, for a dry run too
 */
public record Reservation(Struct object, Runnable commit, Runnable rollback) {
    private static final Runnable NOTHING = () -> {};

    /** Nothing was needed. */
    public static Reservation none(Struct object) {
        return new Reservation(object, NOTHING, NOTHING);
    }
}
