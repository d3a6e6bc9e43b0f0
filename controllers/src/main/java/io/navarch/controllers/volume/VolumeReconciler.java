package io.navarch.controllers.volume;

import io.navarch.client.DeleteOptions;
import io.navarch.client.KubeClient;
import io.navarch.client.event.EventRecorder;
import io.navarch.client.informer.Lister;
import io.navarch.model.ObjectKey;
import io.navarch.model.core.v1.PersistentVolume;
import io.navarch.model.core.v1.PersistentVolumeClaim;
import io.navarch.model.status.ApiException;
import io.navarch.model.volume.Claims;
import io.navarch.runtime.queue.Next;
import io.navarch.runtime.queue.Reconciler;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/** Keeps each volume's phase true and takes back what its claim has left. A key never runs twice at once. */
final class VolumeReconciler implements Reconciler<ObjectKey> {
    private final KubeClient client;
    private final Lister<PersistentVolume> volumes;
    private final Lister<PersistentVolumeClaim> claims;
    private final HostPathProvisioner provisioner;
    private final Consumer<ObjectKey> lookAtClaim;
    private final Binding binding;
    private final EventRecorder events;

    VolumeReconciler(
            KubeClient client,
            Lister<PersistentVolume> volumes,
            Lister<PersistentVolumeClaim> claims,
            HostPathProvisioner provisioner,
            Consumer<ObjectKey> lookAtClaim,
            EventRecorder events) {
        this.client = client;
        this.volumes = volumes;
        this.claims = claims;
        this.provisioner = provisioner;
        this.lookAtClaim = lookAtClaim;
        this.binding = new Binding(client);
        this.events = events;
    }

    @Override
    public Next reconcile(ObjectKey key) {
        var found = volumes.find(key);
        if (found.isEmpty()) {
            return Next.done();
        }
        try {
            keep(found.get());
            return Next.done();
        } catch (ApiException e) {
            // Another writer was first: the newer version is on its way and will be looked at.
            if (e.isConflict() || e.isNotFound()) {
                return Next.retry();
            }
            throw e;
        }
    }

    private void keep(PersistentVolume volume) {
        var reference = volume.spec().claimRef();
        if (!volume.spec().hasClaimRef() || reference.uid().isEmpty()) {
            binding.volumePhase(volume, "Available", "");
            if (volume.spec().hasClaimRef()) {
                lookAtClaim.accept(new ObjectKey(reference.namespace(), reference.name()));
            }
            return;
        }
        var key = new ObjectKey(reference.namespace(), reference.name());
        var claim = claim(key, reference.uid());
        if (claim.isEmpty()) {
            release(volume);
        } else if (claim.get().spec().volumeName().isEmpty()) {
            // Halfway bound: the claim's worker goes on with it.
            lookAtClaim.accept(key);
        } else if (claim.get().spec().volumeName().equals(volume.name())) {
            binding.volumePhase(volume, "Bound", "");
        } else if (HostPathProvisioner.made(volume)
                && volume.spec().persistentVolumeReclaimPolicy().equals("Delete")) {
            // Made for a claim that has got another one meanwhile.
            release(volume);
        } else {
            binding.unbind(volume);
        }
    }

    /** The claim that the volume is for; a cache that lags must not cost anybody their data, so the server is asked too. */
    private Optional<PersistentVolumeClaim> claim(ObjectKey key, String uid) {
        return claims.find(key).filter(claim -> claim.uid().equals(uid)).or(() -> client.of(PersistentVolumeClaim.KIND)
                .find(key)
                .filter(claim -> claim.uid().equals(uid)));
    }

    private void release(PersistentVolume volume) {
        var phase = volume.status().phase();
        var released = phase.equals("Released") || phase.equals("Failed")
                ? volume
                : binding.volumePhase(volume, "Released", "");
        if (phase.equals("Failed")) {
            return;
        }
        switch (volume.spec().persistentVolumeReclaimPolicy()) {
            case "Delete" -> delete(released);
            case "Recycle" -> fail(released, "VolumeFailedRecycle", "No recycler plugin found for the volume!");
            default -> {}
        }
    }

    /** What others have made they delete themselves. */
    private void delete(PersistentVolume volume) {
        boolean foreign =
                volume.metadata().annotations().containsKey(Claims.PROVISIONED_BY) && !HostPathProvisioner.made(volume);
        if (foreign || volume.metadata().hasDeletionTimestamp()) {
            return;
        }
        if (!HostPathProvisioner.made(volume)) {
            fail(volume, "VolumeFailedDelete", "No deletable volume plugin matched");
            return;
        }
        try {
            provisioner.remove(volume);
        } catch (IOException e) {
            fail(volume, "VolumeFailedDelete", String.valueOf(e.getMessage()));
            return;
        }
        client.of(PersistentVolume.KIND).deleteIfPresent(volume.name(), DeleteOptions.DEFAULT.withUid(volume.uid()));
    }

    private void fail(PersistentVolume volume, String reason, String message) {
        binding.volumePhase(volume, "Failed", message);
        events.warning(volume, reason, message);
    }
}
