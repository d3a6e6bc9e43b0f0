package io.navarch.apiserver.strategy;

import io.navarch.apiserver.registry.DeleteOptions;
import io.navarch.apiserver.registry.Deletion;
import io.navarch.apiserver.registry.Strategy;
import io.navarch.apiserver.registry.WriteContext;
import io.navarch.model.Timestamps;
import io.navarch.model.core.v1.Namespace;
import io.navarch.model.tree.Struct;
import java.util.ArrayList;

/**
 * A Namespace keeps a finalizer of its own in its spec while anything lives in it: deleting it only marks it as terminating;
 * the namespace controller empties it and takes the finalizer away, through {@link NamespaceFinalizeStrategy}.
 */
final class NamespaceStrategy implements Strategy {
    private static final String KUBERNETES = "kubernetes";

    @Override
    public Struct prepareForCreate(WriteContext context, Struct wanted) {
        var namespace = new Namespace(wanted);
        var finalizers = new ArrayList<>(namespace.spec().finalizers());
        if (!finalizers.contains(KUBERNETES)) {
            finalizers.add(KUBERNETES);
        }
        return namespace
                .withSpec(namespace.spec().withFinalizers(finalizers))
                .withStatus(namespace.status().withPhase("Active"))
                .tree();
    }

    @Override
    public Struct prepareForUpdate(WriteContext context, Struct stored, Struct wanted) {
        return wanted.with("spec", stored.get("spec"));
    }

    @Override
    public Deletion beforeDelete(WriteContext context, Struct stored, DeleteOptions options) {
        var namespace = new Namespace(stored);
        if (namespace.metadata().hasDeletionTimestamp()) {
            return namespace.spec().finalizers().isEmpty() ? new Deletion.Now() : new Deletion.Marked(stored);
        }
        var marked = namespace
                .withMetadata(namespace
                        .metadata()
                        .withDeletionTimestamp(Timestamps.of(context.clock().now())))
                .withStatus(namespace.status().withPhase("Terminating"));
        return new Deletion.Marked(marked.tree());
    }

    @Override
    public boolean mayBeRemoved(Struct marked) {
        return new Namespace(marked).spec().finalizers().isEmpty();
    }
}
