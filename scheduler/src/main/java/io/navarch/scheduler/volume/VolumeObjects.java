package io.navarch.scheduler.volume;

import io.navarch.client.informer.Informers;
import io.navarch.client.informer.Lister;
import io.navarch.model.core.v1.PersistentVolume;
import io.navarch.model.core.v1.PersistentVolumeClaim;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.storage.v1.StorageClass;
import io.navarch.model.volume.Claims;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The claims, volumes and classes of the cluster, as the caches have them. Thread-safe. */
public record VolumeObjects(
        Lister<PersistentVolumeClaim> claims, Lister<PersistentVolume> volumes, Lister<StorageClass> classes) {
    public static VolumeObjects of(Informers informers) {
        return new VolumeObjects(
                informers.of(PersistentVolumeClaim.KIND).lister(),
                informers.of(PersistentVolume.KIND).lister(),
                informers.of(StorageClass.KIND).lister());
    }

    Optional<StorageClass> classOf(PersistentVolumeClaim claim) {
        return classes.find("", Claims.className(claim));
    }

    /** Whether the claim is bound only once its pod has a node. */
    boolean isLate(PersistentVolumeClaim claim) {
        return classOf(claim).filter(Claims::waitsForConsumer).isPresent();
    }

    /** The pod's claims that are there. */
    List<PersistentVolumeClaim> claimsOf(Pod pod) {
        var found = new ArrayList<PersistentVolumeClaim>();
        for (var name : Claims.of(pod)) {
            claims.find(pod.namespace(), name).ifPresent(found::add);
        }
        return found;
    }

    /** The volumes that the pod's bound claims have. */
    List<PersistentVolume> volumesOf(Pod pod) {
        var found = new ArrayList<PersistentVolume>();
        for (var claim : claimsOf(pod)) {
            if (Claims.isBound(claim)) {
                volumes.find("", claim.spec().volumeName()).ifPresent(found::add);
            }
        }
        return found;
    }
}
