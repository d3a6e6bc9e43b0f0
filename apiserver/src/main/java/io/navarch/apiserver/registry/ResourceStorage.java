package io.navarch.apiserver.registry;

import io.navarch.apiserver.watchcache.ObjectScanner;
import io.navarch.apiserver.watchcache.StoredForm;
import io.navarch.apiserver.watchcache.WatchCache;
import io.navarch.model.kind.KindDefinition;
import io.navarch.model.kind.SelectableField;
import io.navarch.model.kind.ServedKind;
import io.navarch.model.status.ApiException;
import io.navarch.model.tree.Struct;
import io.navarch.runtime.Clock;
import io.navarch.store.Record;
import io.navarch.store.Store;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Where the objects of one kind lie: their keys, their form, and the cache of them, which is filled on first use. Thread-safe. */
final class ResourceStorage implements AutoCloseable {
    private final KindDefinition kind;
    private final Store store;
    private final Clock clock;
    private final StoredForm form;
    private final String prefix;
    private final @Nullable Converter current;
    private final List<SelectableField> fields;
    private final ObjectScanner scanner;
    private final DecodedObjects decoded = new DecodedObjects(this::read);
    private final ReentrantLock filling = new ReentrantLock();
    private volatile @Nullable WatchCache cache;
    private boolean closed;

    /** @param current turns objects that were stored in another version into the stored one; null if there are none */
    ResourceStorage(KindDefinition kind, Store store, Clock clock, @Nullable Converter current) {
        this.current = current;
        this.kind = kind;
        this.store = store;
        this.clock = clock;
        this.form = new StoredForm(kind);
        this.prefix = "/registry/" + kind.registryPrefix() + "/";
        this.fields = kind.storageVersion().selectableFields();
        this.scanner = new ObjectScanner(form.type(), fields);
    }

    KindDefinition kind() {
        return kind;
    }

    ServedKind stored() {
        return new ServedKind(kind, kind.storageVersion());
    }

    StoredForm form() {
        return form;
    }

    Store store() {
        return store;
    }

    List<SelectableField> fields() {
        return fields;
    }

    /** What the keys of a namespace's objects begin with; of all objects for "". */
    String prefix(String namespace) {
        return namespace.isEmpty() ? prefix : prefix + namespace + "/";
    }

    String key(String namespace, String name) {
        return prefix(kind.namespaced() ? namespace : "") + name;
    }

    WatchCache cache() {
        var known = cache;
        return known != null ? known : fill();
    }

    private WatchCache fill() {
        filling.lock();
        try {
            var known = cache;
            if (known != null) {
                return known;
            }
            var filled = new WatchCache(store, clock, prefix, form, scanner);
            if (closed) {
                filled.close();
            } else {
                filled.start();
            }
            cache = filled;
            return filled;
        } finally {
            filling.unlock();
        }
    }

    ApiException notFound(String name) {
        return ApiException.notFound(kind.group(), kind.plural(), name);
    }

    ApiException conflict(String name, String why) {
        return ApiException.conflict(kind.group(), kind.plural(), name, why);
    }

    /** The stored record. */
    Record require(String namespace, String name) {
        var record = store.get(key(namespace, name));
        if (record == null) {
            throw notFound(name);
        }
        return record;
    }

    Struct read(Record record) {
        return tree(record.value(), record.modRevision());
    }

    /** The record's bytes in the form of this kind. What the cache has of a custom object needs no second look. */
    byte[] json(Record record) {
        var known = cache;
        if (known != null && kind.custom()) {
            var cached = known.snapshot().get(record.key());
            if (cached != null && cached.revision() == record.modRevision()) {
                return cached.json();
            }
        }
        return form.normalised(record.value());
    }

    /** The object of these stored bytes, in the stored version. */
    Struct tree(byte[] json, long revision) {
        var object = form.read(json, revision);
        return current == null ? object : current.toServed(object);
    }

    /** The same for an object that is likely to be read again before it changes. */
    Struct readAgain(Record record) {
        return decoded.of(record);
    }

    @Override
    public void close() {
        filling.lock();
        try {
            closed = true;
            if (cache != null) {
                cache.close();
            }
        } finally {
            filling.unlock();
        }
    }
}
