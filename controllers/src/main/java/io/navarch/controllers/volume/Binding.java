package io.navarch.controllers.volume;

import io.navarch.client.KubeClient;
import io.navarch.model.core.v1.PersistentVolume;
import io.navarch.model.core.v1.PersistentVolumeClaim;
import io.navarch.model.volume.Claims;
import java.util.HashMap;
import java.util.Map;

/**
 * Writes that a volume and a claim belong together: volume, volume's phase, claim, claim's phase. Each step is left out if it is
 * done already. Throws Conflict when somebody else has written in between. Thread-safe.
 */
final class Binding {
    private final KubeClient client;

    Binding(KubeClient client) {
        this.client = client;
    }

    void bind(PersistentVolume volume, PersistentVolumeClaim claim) {
        var boundVolume = volume(volume, claim);
        volumePhase(boundVolume, "Bound", "");
        var boundClaim = claim(claim, boundVolume);
        var status = boundClaim
                .status()
                .withPhase("Bound")
                .withAccessModes(boundVolume.spec().accessModes())
                .withCapacity(sizes(boundClaim, boundVolume));
        if (!status.equals(boundClaim.status())) {
            client.of(PersistentVolumeClaim.KIND).updateStatus(boundClaim.withStatus(status));
        }
    }

    /** A claim that has a size keeps it: it grows only when the file system has. */
    private static Map<String, String> sizes(PersistentVolumeClaim claim, PersistentVolume volume) {
        boolean known = claim.status().phase().equals("Bound") && claim.status().hasCapacity();
        return known ? claim.status().capacity() : volume.spec().capacity();
    }

    private PersistentVolume volume(PersistentVolume volume, PersistentVolumeClaim claim) {
        var reference = volume.spec().claimRef();
        if (reference.uid().equals(claim.uid()) && Claims.isFor(volume, claim)) {
            return volume;
        }
        // A reference that a user has made is only completed; one made here is marked as such.
        var annotations = new HashMap<>(volume.metadata().annotations());
        if (!Claims.isFor(volume, claim)) {
            annotations.put(Claims.BOUND_BY_CONTROLLER, "yes");
        }
        return client.of(PersistentVolume.KIND)
                .update(volume.withMetadata(meta -> meta.withAnnotations(annotations))
                        .withSpec(spec -> spec.withClaimRef(HostPathProvisioner.reference(claim))));
    }

    private PersistentVolumeClaim claim(PersistentVolumeClaim claim, PersistentVolume volume) {
        var annotations = new HashMap<>(claim.metadata().annotations());
        if (claim.spec().volumeName().isEmpty()) {
            annotations.put(Claims.BOUND_BY_CONTROLLER, "yes");
        }
        annotations.put(Claims.BIND_COMPLETED, "yes");
        var bound = claim.withMetadata(meta -> meta.withAnnotations(annotations))
                .withSpec(spec -> spec.withVolumeName(volume.name()));
        return bound.equals(claim)
                ? claim
                : client.of(PersistentVolumeClaim.KIND).update(bound);
    }

    /** Writes a volume's phase if it has another; the volume as it is then. */
    PersistentVolume volumePhase(PersistentVolume volume, String phase, String message) {
        var status = volume.status().withPhase(phase);
        status = message.isEmpty() ? status.withoutMessage() : status.withMessage(message);
        if (status.equals(volume.status())) {
            return volume;
        }
        return client.of(PersistentVolume.KIND).updateStatus(volume.withStatus(status));
    }

    void claimPhase(PersistentVolumeClaim claim, String phase) {
        if (!claim.status().phase().equals(phase)) {
            client.of(PersistentVolumeClaim.KIND).updateStatus(claim.withStatus(status -> status.withPhase(phase)));
        }
    }

    /** Frees a volume of a claim that has another; what a user has written of the reference stays. */
    void unbind(PersistentVolume volume) {
        var annotations = new HashMap<>(volume.metadata().annotations());
        boolean ours = annotations.remove(Claims.BOUND_BY_CONTROLLER) != null;
        var freed = volume.withMetadata(
                        meta -> annotations.isEmpty() ? meta.withoutAnnotations() : meta.withAnnotations(annotations))
                .withSpec(spec -> ours
                        ? spec.withoutClaimRef()
                        : spec.withClaimRef(spec.claimRef().withoutUid().withoutResourceVersion()));
        volumePhase(client.of(PersistentVolume.KIND).update(freed), "Available", "");
    }
}
