package io.navarch.apiserver.admission;

import io.navarch.apiserver.registry.AdmissionRequest;
import io.navarch.apiserver.registry.ObjectStores;
import io.navarch.model.core.v1.PersistentVolumeClaim;
import io.navarch.model.tree.Struct;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A claim that names no class gets the default one, if there is one. */
final class DefaultStorageClassPlugin implements AdmissionPlugin {
    private static final String BETA_CLASS = "volume.beta.kubernetes.io/storage-class";
    private static final List<String> IS_DEFAULT =
            List.of("storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class");

    private final ObjectStores stores;

    DefaultStorageClassPlugin(ObjectStores stores) {
        this.stores = stores;
    }

    @Override
    public String name() {
        return "DefaultStorageClass";
    }

    @Override
    public @Nullable Struct mutate(AdmissionRequest request, Consumer<String> warnings) {
        if (!AdmissionPlugin.creates(request, "persistentvolumeclaims") || !(request.object() instanceof Struct tree)) {
            return request.object();
        }
        var claim = new PersistentVolumeClaim(tree);
        if (claim.spec().hasStorageClassName() || claim.metadata().annotations().containsKey(BETA_CLASS)) {
            return tree;
        }
        return DefaultClass.of(stores.of("storage.k8s.io", "storageclasses"), IS_DEFAULT)
                .map(name ->
                        claim.withSpec(claim.spec().withStorageClassName(name)).tree())
                .orElse(tree);
    }
}
