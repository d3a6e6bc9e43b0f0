package io.navarch.controllers.volume;

import io.navarch.model.core.v1.HostPathVolumeSource;
import io.navarch.model.core.v1.NodeSelector;
import io.navarch.model.core.v1.NodeSelectorRequirement;
import io.navarch.model.core.v1.NodeSelectorTerm;
import io.navarch.model.core.v1.ObjectReference;
import io.navarch.model.core.v1.PersistentVolume;
import io.navarch.model.core.v1.PersistentVolumeClaim;
import io.navarch.model.core.v1.VolumeNodeAffinity;
import io.navarch.model.storage.v1.StorageClass;
import io.navarch.model.volume.Claims;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Makes volumes that are directories of the host. All nodes of a cluster share the host's disk, so that such a volume can be
 * used on every node; only when the scheduler has chosen a node for the claim does it belong to that one. Thread-safe.
 */
final class HostPathProvisioner {
    static final String NAME = "navarch.io/hostpath";

    private final VolumeDirectories directories;

    HostPathProvisioner(VolumeDirectories directories) {
        this.directories = directories;
    }

    /** The name of the volume made for the claim: always the same, so that none is made twice. */
    static String volumeName(PersistentVolumeClaim claim) {
        return "pvc-" + claim.uid();
    }

    /** The volume for the claim, bound to it from the start. */
    PersistentVolume volume(PersistentVolumeClaim claim, StorageClass storageClass) {
        var name = volumeName(claim);
        var source = HostPathVolumeSource.EMPTY.withPath(directories.path(name)).withType("DirectoryOrCreate");
        var policy = storageClass.reclaimPolicy().isEmpty() ? "Delete" : storageClass.reclaimPolicy();
        var node = claim.metadata().annotations().getOrDefault(Claims.SELECTED_NODE, "");
        var made = PersistentVolume.EMPTY
                .withMetadata(meta -> meta.withName(name)
                        .withAnnotations(Map.of(Claims.BOUND_BY_CONTROLLER, "yes", Claims.PROVISIONED_BY, NAME)))
                .withSpec(spec -> spec.withCapacity(
                                Map.of("storage", Claims.requested(claim).toString()))
                        .withAccessModes(claim.spec().accessModes())
                        .withPersistentVolumeReclaimPolicy(policy)
                        .withStorageClassName(storageClass.name())
                        .withVolumeMode(claim.spec().volumeMode())
                        .withMountOptions(storageClass.mountOptions())
                        .withHostPath(source)
                        .withClaimRef(reference(claim)));
        return node.isEmpty() ? made : made.withSpec(spec -> spec.withNodeAffinity(on(node)));
    }

    static ObjectReference reference(PersistentVolumeClaim claim) {
        return ObjectReference.EMPTY
                .withApiVersion("v1")
                .withKind("PersistentVolumeClaim")
                .withNamespace(claim.namespace())
                .withName(claim.name())
                .withUid(claim.uid())
                .withResourceVersion(claim.metadata().resourceVersion());
    }

    private static VolumeNodeAffinity on(String node) {
        var requirement = NodeSelectorRequirement.EMPTY
                .withKey("kubernetes.io/hostname")
                .withOperator("In")
                .withValues(List.of(node));
        return VolumeNodeAffinity.EMPTY.withRequired(NodeSelector.EMPTY.withNodeSelectorTerms(
                List.of(NodeSelectorTerm.EMPTY.withMatchExpressions(List.of(requirement)))));
    }

    /** Whether the volume is one of this provisioner's. */
    static boolean made(PersistentVolume volume) {
        return NAME.equals(volume.metadata().annotations().get(Claims.PROVISIONED_BY));
    }

    /** Makes the place for what is to be stored in the volume. */
    void create(PersistentVolume volume) throws IOException {
        directories.create(volume.spec().hostPath().path());
    }

    /** Removes what is stored in the volume. */
    void remove(PersistentVolume volume) throws IOException {
        directories.remove(volume.spec().hostPath().path());
    }
}
