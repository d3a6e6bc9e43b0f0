package io.navarch.apiserver.admission;

import io.navarch.apiserver.registry.AdmissionRequest;
import io.navarch.apiserver.registry.AdmissionRequest.Operation;
import io.navarch.apiserver.registry.ObjectStores;
import io.navarch.model.Quantity;
import io.navarch.model.core.v1.PersistentVolumeClaim;
import io.navarch.model.storage.v1.StorageClass;
import io.navarch.model.tree.Struct;
import java.util.function.Consumer;

/** A claim grows only if it is bound and its class allows it. */
final class PersistentVolumeClaimResizePlugin implements AdmissionPlugin {
    private final ObjectStores stores;

    PersistentVolumeClaimResizePlugin(ObjectStores stores) {
        this.stores = stores;
    }

    @Override
    public String name() {
        return "PersistentVolumeClaimResize";
    }

    @Override
    public void validate(AdmissionRequest request, Consumer<String> warnings) {
        if (request.operation() != Operation.UPDATE
                || !AdmissionPlugin.isAbout(request, "persistentvolumeclaims")
                || !(request.object() instanceof Struct tree)
                || !(request.oldObject() instanceof Struct old)) {
            return;
        }
        var before = new PersistentVolumeClaim(old);
        var after = new PersistentVolumeClaim(tree);
        if (size(after).compareTo(size(before)) <= 0) {
            return;
        }
        if (!before.status().phase().equals("Bound")) {
            throw Refusals.forbidden(request, "Only bound persistent volume claims can be expanded");
        }
        var storageClass = stores.of("storage.k8s.io", "storageclasses")
                .find("", after.spec().storageClassName());
        if (storageClass == null || !new StorageClass(storageClass).allowVolumeExpansion()) {
            throw Refusals.forbidden(
                    request,
                    "only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must"
                            + " support resize");
        }
    }

    private static Quantity size(PersistentVolumeClaim claim) {
        var text = claim.spec().resources().requests().get("storage");
        return text == null ? Quantity.ZERO : Quantity.parse(text);
    }
}
