package io.navarch.model.volume;

import io.navarch.model.Quantity;
import io.navarch.model.core.v1.PersistentVolume;
import io.navarch.model.core.v1.PersistentVolumeClaim;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.Volume;
import io.navarch.model.storage.v1.StorageClass;
import java.util.ArrayList;
import java.util.List;

/** What claims say, and the annotations by which binder, scheduler and provisioner speak to each other. */
public final class Claims {
    /** On a claim whose binding is complete. */
    public static final String BIND_COMPLETED = "pv.kubernetes.io/bind-completed";

    /** On a claim or volume whose reference was made by the binder and not by a user. */
    public static final String BOUND_BY_CONTROLLER = "pv.kubernetes.io/bound-by-controller";

    /** On a volume that was made for a claim: by whom. */
    public static final String PROVISIONED_BY = "pv.kubernetes.io/provisioned-by";

    /** On a claim that waits for a volume to be made: by whom. */
    public static final String STORAGE_PROVISIONER = "volume.kubernetes.io/storage-provisioner";

    public static final String OLD_STORAGE_PROVISIONER = "volume.beta.kubernetes.io/storage-provisioner";

    /** On a claim that is bound late: the node that the scheduler has chosen for its first pod. */
    public static final String SELECTED_NODE = "volume.kubernetes.io/selected-node";

    /** On a StorageClass that claims without a class get. */
    public static final String DEFAULT_CLASS = "storageclass.kubernetes.io/is-default-class";

    public static final String OLD_DEFAULT_CLASS = "storageclass.beta.kubernetes.io/is-default-class";

    private static final String OLD_CLASS = "volume.beta.kubernetes.io/storage-class";

    private Claims() {}

    /** The name of the claim's class, "" if it has none. */
    public static String className(PersistentVolumeClaim claim) {
        var old = claim.metadata().annotations().get(OLD_CLASS);
        return old != null ? old : claim.spec().storageClassName();
    }

    /** Whether the claim leaves it open of which class it is; the empty class is a choice. */
    public static boolean leavesClassOpen(PersistentVolumeClaim claim) {
        return !claim.spec().hasStorageClassName()
                && !claim.metadata().annotations().containsKey(OLD_CLASS);
    }

    public static String className(PersistentVolume volume) {
        var old = volume.metadata().annotations().get(OLD_CLASS);
        return old != null ? old : volume.spec().storageClassName();
    }

    public static boolean isDefault(StorageClass storageClass) {
        var annotations = storageClass.metadata().annotations();
        return "true".equals(annotations.get(DEFAULT_CLASS)) || "true".equals(annotations.get(OLD_DEFAULT_CLASS));
    }

    /** Whether claims of the class wait for a pod before they get a volume. */
    public static boolean waitsForConsumer(StorageClass storageClass) {
        return storageClass.volumeBindingMode().equals("WaitForFirstConsumer");
    }

    public static Quantity requested(PersistentVolumeClaim claim) {
        var size = claim.spec().resources().requests().get("storage");
        return size == null ? Quantity.ZERO : Quantity.parse(size);
    }

    /** Whether the binder is through with the claim. */
    public static boolean isBound(PersistentVolumeClaim claim) {
        return !claim.spec().volumeName().isEmpty()
                && claim.metadata().annotations().containsKey(BIND_COMPLETED);
    }

    /** Whether the volume is for this claim, by name if its reference holds no uid. */
    public static boolean isFor(PersistentVolume volume, PersistentVolumeClaim claim) {
        var reference = volume.spec().claimRef();
        return volume.spec().hasClaimRef()
                && reference.name().equals(claim.name())
                && reference.namespace().equals(claim.namespace())
                && (reference.uid().isEmpty() || reference.uid().equals(claim.uid()));
    }

    /** The names of the claims that the pod uses, those that are made for it included. */
    public static List<String> of(Pod pod) {
        var names = new ArrayList<String>();
        for (var volume : pod.spec().volumes()) {
            if (volume.hasPersistentVolumeClaim()) {
                names.add(volume.persistentVolumeClaim().claimName());
            } else if (volume.hasEphemeral()) {
                names.add(ephemeral(pod, volume));
            }
        }
        return names;
    }

    /** The name of the claim that is made for an ephemeral volume of the pod. */
    public static String ephemeral(Pod pod, Volume volume) {
        return pod.name() + "-" + volume.name();
    }
}
