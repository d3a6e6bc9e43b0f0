package io.navarch.apiserver.admission;

import io.navarch.apiserver.registry.AdmissionRequest;
import io.navarch.apiserver.registry.AdmissionRequest.Operation;
import io.navarch.model.meta.v1.ObjectMeta;
import io.navarch.model.tree.Struct;
import java.util.ArrayList;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Volumes and claims do not go while they are in use: a finalizer, which a controller takes away. */
final class StorageObjectInUseProtectionPlugin implements AdmissionPlugin {
    private static final Map<String, String> FINALIZERS = Map.of(
            "persistentvolumes",
            "kubernetes.io/pv-protection",
            "persistentvolumeclaims",
            "kubernetes.io/pvc-protection",
            "volumeattributesclasses.storage.k8s.io",
            "kubernetes.io/vac-protection");

    @Override
    public String name() {
        return "StorageObjectInUseProtection";
    }

    @Override
    public @Nullable Struct mutate(AdmissionRequest request, Consumer<String> warnings) {
        var finalizer = FINALIZERS.get(request.served().definition().resource());
        if (finalizer == null
                || request.operation() != Operation.CREATE
                || !request.subresource().isEmpty()
                || !(request.object() instanceof Struct object)
                || !(object.get("metadata") instanceof Struct tree)) {
            return request.object();
        }
        var metadata = new ObjectMeta(tree);
        if (metadata.finalizers().contains(finalizer)) {
            return object;
        }
        var finalizers = new ArrayList<>(metadata.finalizers());
        finalizers.add(finalizer);
        return object.with("metadata", metadata.withFinalizers(finalizers).tree());
    }
}
