package io.navarch.controllers.statefulset;

import io.navarch.controllers.pods.Pods;
import io.navarch.model.apps.v1.StatefulSet;
import io.navarch.model.core.v1.PersistentVolumeClaim;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.meta.v1.OwnerReference;
import java.util.ArrayList;

/**
 * Whose deletion takes a set's claims along, by its persistentVolumeClaimRetentionPolicy: the set's, that of a pod that is scaled
 * away, or nobody's. Says so by owner references, so that the garbage collector does the rest. Pure logic.
 */
final class ClaimRetention {
    private ClaimRetention() {}

    /**
     * The claim with the owners that it should have.
     *
     * @param pod the claim's pod
     */
    static PersistentVolumeClaim owned(StatefulSet set, Pod pod, PersistentVolumeClaim claim) {
        var policy = set.spec().persistentVolumeClaimRetentionPolicy();
        int start = StatefulPods.start(set);
        int ordinal = StatefulPods.ordinal(set, pod);
        boolean surplus = ordinal < start || ordinal >= start + StatefulPods.replicas(set);
        boolean withPod = surplus && policy.whenScaled().equals("Delete");
        boolean withSet = !withPod && policy.whenDeleted().equals("Delete");
        var owners = new ArrayList<OwnerReference>();
        for (var owner : claim.metadata().ownerReferences()) {
            boolean ours = owner.uid().equals(set.uid()) || owner.uid().equals(pod.uid());
            if (!ours) {
                owners.add(owner);
            }
        }
        if (withSet) {
            owners.add(Pods.controllerReference(set).withoutBlockOwnerDeletion());
        }
        if (withPod) {
            owners.add(Pods.controllerReference(pod).withoutBlockOwnerDeletion());
        }
        if (owners.equals(claim.metadata().ownerReferences())) {
            return claim;
        }
        return claim.withMetadata(
                meta -> owners.isEmpty() ? meta.withoutOwnerReferences() : meta.withOwnerReferences(owners));
    }
}
