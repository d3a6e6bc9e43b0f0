package io.navarch.apiserver.registry;

import io.navarch.model.tree.Struct;
import io.navarch.store.Record;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;

/**
 * The trees of a few stored objects that are looked up again and again, such as the namespace and the service account of each
 * new pod. A place is shared by all keys that fall on it; the last one looked up has it. Thread-safe.
 */
final class DecodedObjects {
    private static final int PLACES = 64;

    private final AtomicReferenceArray<Decoded> places = new AtomicReferenceArray<>(PLACES);
    private final Function<Record, Struct> decoder;

    private record Decoded(Record record, Struct tree) {}

    DecodedObjects(Function<Record, Struct> decoder) {
        this.decoder = decoder;
    }

    Struct of(Record record) {
        int hash = record.key().hashCode();
        int place = (hash ^ hash >>> 16) & (PLACES - 1);
        var known = places.get(place);
        if (known != null
                && known.record.modRevision() == record.modRevision()
                && known.record.key().equals(record.key())) {
            return known.tree;
        }
        var tree = decoder.apply(record);
        places.set(place, new Decoded(record, tree));
        return tree;
    }
}
