package io.navarch.apiserver.registry;

import io.navarch.model.tree.Struct;
import io.navarch.model.validation.FieldErrors;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rules of one kind, or of one of its sub-resources, beyond what its definition says. Objects are trees of the stored
 * version, with defaults. Stateless, or holding allocators that are thread-safe; called on request threads.
 *
 * <p>Order of a create: {@link #beginCreate}, {@link #prepareForCreate}, {@link #validateCreate}, {@link #canonicalize},
 * (validating admission, store), {@link Reservation#commit} or {@link Reservation#rollback}. An update likewise; it may run
 * several times when others write meanwhile. Uid, generation, timestamps, name, finalizers and the status reset of kinds
 * with a status sub-resource are handled by the generic path.
 */
public interface Strategy {
    /** The rules of a kind that has none of its own. */
    Strategy GENERIC = new Strategy() {};

    /** The object with everything set or cleared that its writer has no say in. */
    default Struct prepareForCreate(WriteContext context, Struct wanted) {
        return wanted;
    }

    /** The object with everything set or cleared that its writer has no say in. */
    default Struct prepareForUpdate(WriteContext context, Struct stored, Struct wanted) {
        return wanted;
    }

    /** Faults beyond those that the kind's definition already finds. */
    default FieldErrors validateCreate(WriteContext context, Struct wanted) {
        return FieldErrors.none();
    }

    /** Faults of the change, and of the wanted object, beyond those that the kind's definition already finds. */
    default FieldErrors validateUpdate(WriteContext context, Struct stored, Struct wanted) {
        return FieldErrors.none();
    }

    /** The valid object in the form in which it is stored. */
    default Struct canonicalize(Struct valid) {
        return valid;
    }

    /** Warnings for the writer; {@code stored} is null on create. */
    default List<String> warnings(WriteContext context, @Nullable Struct stored, Struct wanted) {
        return List.of();
    }

    /** Takes what the object needs beyond itself, such as addresses and ports. */
    default Reservation beginCreate(WriteContext context, Struct wanted) {
        return Reservation.none(wanted);
    }

    /** Takes and gives back what the change needs or frees beyond the object itself. */
    default Reservation beginUpdate(WriteContext context, Struct stored, Struct wanted) {
        return Reservation.none(wanted);
    }

    /** Called once the object is gone from the store: gives back what it held. */
    default void afterDelete(WriteContext context, Struct removed) {}

    /** How the object is deleted: at once, or marked and left to whoever finishes it. Finalizers are not its concern. */
    default Deletion beforeDelete(WriteContext context, Struct stored, DeleteOptions options) {
        return new Deletion.Now();
    }

    /** Whether a marked object without finalizers may go (a namespace waits for its own list in its spec). */
    default boolean mayBeRemoved(Struct marked) {
        return true;
    }

    /** Whether a PUT to a name that is not there creates the object. */
    default boolean allowsCreateOnUpdate() {
        return false;
    }

    /** Whether a PUT without resourceVersion overwrites whatever is there. */
    default boolean allowsUnconditionalUpdate() {
        return true;
    }
}
