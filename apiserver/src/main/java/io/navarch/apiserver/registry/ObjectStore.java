package io.navarch.apiserver.registry;

import io.navarch.apiserver.request.User;
import io.navarch.model.kind.ServedKind;
import io.navarch.model.selector.LabelSelector;
import io.navarch.model.tree.Struct;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The stored objects of one resource, as trees of the stored version, for rules and loops inside the server: past
 * authentication, authorisation and admission. Trees carry their {@code resourceVersion}. Thread-safe.
 */
public interface ObjectStore {
    /** The version in which objects are stored. */
    ServedKind stored();

    /** The object, or null. */
    @Nullable
    Struct find(String namespace, String name);

    /**
     * The object.
     *
     * @throws io.navarch.model.status.ApiException NotFound
     */
    Struct get(String namespace, String name);

    /** All objects of the namespace ("" for all namespaces), ordered by key. */
    List<Struct> list(String namespace);

    /** The objects of the namespace whose labels are selected. */
    default List<Struct> list(String namespace, LabelSelector labels) {
        return list(namespace).stream()
                .filter(object -> labels.matches(Metadata.of(object).labels()))
                .toList();
    }

    /**
     * Stores a new object by all rules of its kind: names, defaults, strategy, validation.
     *
     * @throws io.navarch.model.status.ApiException AlreadyExists, Invalid
     */
    Struct create(User user, Struct wanted, boolean dryRun);

    /**
     * Changes the object by all rules of its kind. The function may be called several times, each time with what is
     * stored then; giving back its argument changes nothing.
     *
     * @throws io.navarch.model.status.ApiException NotFound, Invalid, Conflict
     */
    Struct update(User user, String namespace, String name, boolean dryRun, UnaryOperator<Struct> change);

    /** Changes the object past its kind's rules (binding a pod, recording an allocation); else as {@link #update}. */
    Struct guaranteedUpdate(String namespace, String name, boolean dryRun, UnaryOperator<Struct> change);

    /**
     * Deletes the object as a delete request does, or begins to.
     *
     * @return the object as it is now, or as it was last
     */
    Struct delete(User user, String namespace, String name, DeleteOptions options);
}
