package io.navarch.apiserver.registry;

import io.navarch.apiserver.request.User;
import io.navarch.apiserver.watchcache.Selection;
import io.navarch.model.kind.ServedKind;
import io.navarch.model.selector.LabelSelector;
import io.navarch.model.status.ApiException;
import io.navarch.model.tree.Struct;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The stored objects of one kind for rules and loops inside the server. */
final class KindStore implements ObjectStore {
    private final ResourceStorage storage;
    private final ObjectRules rules;
    private final ObjectWriter writer;
    private final ObjectDeleter deleter;

    KindStore(ResourceStorage storage, ObjectRules rules, ObjectWriter writer, ObjectDeleter deleter) {
        this.storage = storage;
        this.rules = rules;
        this.writer = writer;
        this.deleter = deleter;
    }

    @Override
    public ServedKind stored() {
        return storage.stored();
    }

    @Override
    public @Nullable Struct find(String namespace, String name) {
        var record = storage.store().get(storage.key(namespace, name));
        return record == null ? null : storage.readAgain(record);
    }

    @Override
    public Struct get(String namespace, String name) {
        return storage.readAgain(storage.require(namespace, name));
    }

    @Override
    public List<Struct> list(String namespace) {
        return list(namespace, LabelSelector.everything());
    }

    @Override
    public List<Struct> list(String namespace, LabelSelector labels) {
        var prefix = storage.prefix(storage.kind().namespaced() ? namespace : "");
        try {
            var found = storage.cache().current().select(new Selection(prefix, "", labels, List.of()));
            var trees = new ArrayList<Struct>(found.size());
            for (var object : found) {
                trees.add(storage.tree(object.json(), object.revision()));
            }
            return trees;
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    @Override
    public Struct create(User user, Struct wanted, boolean dryRun) {
        var metadata = Metadata.of(wanted);
        var write = Write.internal(storage, user, metadata.namespace(), metadata.name(), dryRun, true);
        try {
            return tree(writer.create(write, rules.withDefaults(storage.kind(), typed(wanted))));
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private Struct typed(Struct object) {
        return object.with("apiVersion", stored().apiVersion())
                .with("kind", stored().definition().kind());
    }

    @Override
    public Struct update(User user, String namespace, String name, boolean dryRun, UnaryOperator<Struct> change) {
        return update(Write.internal(storage, user, namespace, name, dryRun, true), change);
    }

    @Override
    public Struct guaranteedUpdate(String namespace, String name, boolean dryRun, UnaryOperator<Struct> change) {
        var server = User.of("system:apiserver", User.MASTERS);
        return update(Write.internal(storage, server, namespace, name, dryRun, false), change);
    }

    private Struct update(Write write, UnaryOperator<Struct> change) {
        try {
            return tree(writer.update(write, change::apply));
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    @Override
    public Struct delete(User user, String namespace, String name, DeleteOptions options) {
        try {
            var write = Write.internal(storage, user, namespace, name, options.dryRun(), true);
            return deleter.delete(write, options).tree();
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private Struct tree(Written written) {
        return storage.tree(written.json(), written.revision());
    }

    private static ApiException interrupted() {
        Thread.currentThread().interrupt();
        return new ApiException(io.navarch.model.status.Reason.SERVICE_UNAVAILABLE, "the server is shutting down");
    }
}
