package io.navarch.apiserver.policy;

import io.navarch.apiserver.registry.Converters;
import io.navarch.apiserver.registry.ObjectStore;
import io.navarch.apiserver.registry.ObjectStores;
import io.navarch.model.kind.Kinds;
import io.navarch.model.kind.ServedKind;
import io.navarch.model.selector.LabelSelector;
import io.navarch.model.tree.Obj;
import io.navarch.model.tree.Struct;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Finds the parameters that a binding refers to. Thread-safe. */
final class PolicyParams {
    private final ObjectStores stores;
    private final Converters converters;
    private final Supplier<Kinds> kinds;

    PolicyParams(ObjectStores stores, Converters converters, Supplier<Kinds> kinds) {
        this.stores = stores;
        this.converters = converters;
        this.kinds = kinds;
    }

    /** A kind that nobody serves; the whole policy cannot be applied. */
    static final class UnknownKindException extends Exception {
        private static final long serialVersionUID = 1;

        UnknownKindException(String message) {
            super(message);
        }
    }

    /** Parameters that should be there and are not. */
    static final class MissingException extends Exception {
        private static final long serialVersionUID = 1;

        MissingException(String message) {
            super(message);
        }
    }

    /**
     * What the policy is to be evaluated with, once for each element; an empty element stands for no parameters.
     *
     * @param paramKind the kind that the policy names, or null
     * @param namespace of the request
     */
    List<Optional<Struct>> collect(@Nullable Obj paramKind, @Nullable Obj paramRef, String namespace)
            throws UnknownKindException, MissingException {
        if (paramKind == null) {
            return List.of(Optional.empty());
        }
        var served = kinds.get()
                .byKind(text(paramKind, "apiVersion"), text(paramKind, "kind"))
                .orElseThrow(() -> new UnknownKindException(
                        "failed to find resource referenced by paramKind: '" + shown(paramKind) + "'"));
        if (paramRef == null) {
            return List.of(Optional.empty());
        }
        var store = stores.of(served.definition().group(), served.definition().plural());
        var found = find(store, served, paramRef, place(served, paramRef, namespace));
        if (found.isEmpty() && "Deny".equals(paramRef.get("parameterNotFoundAction"))) {
            throw new MissingException("no params found for policy binding with `Deny` parameterNotFoundAction");
        }
        return found;
    }

    private static String place(ServedKind served, Obj paramRef, String namespace) throws MissingException {
        var stated = text(paramRef, "namespace");
        if (!served.definition().namespaced()) {
            if (!stated.isEmpty()) {
                throw new MissingException("paramRef.namespace must not be provided for a cluster-scoped `paramKind`");
            }
            return "";
        }
        var place = stated.isEmpty() ? namespace : stated;
        if (place.isEmpty()) {
            throw new MissingException(
                    "cannot use namespaced paramRef in policy binding that matches cluster-scoped resources");
        }
        return place;
    }

    private List<Optional<Struct>> find(ObjectStore store, ServedKind served, Obj paramRef, String place) {
        var found = new ArrayList<Optional<Struct>>();
        if (paramRef.get("selector") instanceof Struct selector) {
            var labels = LabelSelector.of(new io.navarch.model.meta.v1.LabelSelector(selector));
            store.list(place, labels).forEach(object -> found.add(Optional.of(shown(object, served))));
        } else {
            var object = store.find(place, text(paramRef, "name"));
            if (object != null) {
                found.add(Optional.of(shown(object, served)));
            }
        }
        return found;
    }

    private Struct shown(Struct stored, ServedKind served) {
        var converter = converters.of(served);
        return converter == null ? stored : converter.toServed(stored);
    }

    /** {@code apps/v1, Kind=Deployment}. */
    private static String shown(Obj paramKind) {
        var apiVersion = text(paramKind, "apiVersion");
        return (apiVersion.contains("/") ? apiVersion : "/" + apiVersion) + ", Kind=" + text(paramKind, "kind");
    }

    private static String text(Obj object, String name) {
        return object.get(name) instanceof String text ? text : "";
    }
}
