package io.navarch.embedded.past;

import io.navarch.embedded.ObjectRef;
import io.navarch.model.kind.Kinds;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonReader;
import io.navarch.store.Record;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads records of the store as objects, without their kinds' schemas. Thread-safe. */
final class StoredObjects {
    static final String ROOT = "/registry/";

    private final Supplier<Kinds> kinds;

    /** @param kinds that the cluster serves, to find the keys of objects */
    StoredObjects(Supplier<Kinds> kinds) {
        this.kinds = kinds;
    }

    /**
     * What the keys of a kind's objects begin with.
     *
     * @throws IllegalArgumentException when the cluster does not serve the kind
     */
    String prefix(String apiVersion, String kind) {
        return kinds.get()
                .byKind(apiVersion, kind)
                .map(served -> ROOT + served.definition().registryPrefix() + "/")
                .orElseThrow(() -> new IllegalArgumentException("no kind " + kind + " in version " + apiVersion));
    }

    String key(ObjectRef object) {
        var place = object.namespace().isEmpty() ? "" : object.namespace() + "/";
        return prefix(object.apiVersion(), object.kind()) + place + object.name();
    }

    /** The object of a record; empty for what is no object (an allocation of addresses). */
    static Optional<Dict> read(Record record) {
        if (JsonReader.any(record.value()) instanceof Dict object && object.get("metadata") instanceof Dict metadata) {
            return Optional.of(object.with("metadata", metadata.with("resourceVersion", "" + record.modRevision())));
        }
        return Optional.empty();
    }

    static ObjectRef refOf(Dict object) {
        var metadata = object.get("metadata") instanceof Dict dict ? dict : Dict.EMPTY;
        return new ObjectRef(
                text(object, "apiVersion"), text(object, "kind"), text(metadata, "namespace"), text(metadata, "name"));
    }

    private static String text(Dict dict, String name) {
        return dict.get(name) instanceof String text ? text : "";
    }
}
