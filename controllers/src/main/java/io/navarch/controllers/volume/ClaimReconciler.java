package io.navarch.controllers.volume;

import io.navarch.client.KubeClient;
import io.navarch.client.event.EventRecorder;
import io.navarch.client.informer.Lister;
import io.navarch.model.ObjectKey;
import io.navarch.model.core.v1.PersistentVolume;
import io.navarch.model.core.v1.PersistentVolumeClaim;
import io.navarch.model.status.ApiException;
import io.navarch.model.storage.v1.StorageClass;
import io.navarch.model.volume.Claims;
import io.navarch.model.volume.VolumeMatch;
import io.navarch.runtime.queue.Next;
import io.navarch.runtime.queue.Reconciler;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Optional;

/** Gives each claim its volume. A key never runs twice at once. */
final class ClaimReconciler implements Reconciler<ObjectKey> {
    /** What waits is looked at again this often, as what it waits for may come unseen. */
    private static final Duration RESYNC = Duration.ofSeconds(15);

    private final KubeClient client;
    private final Lister<PersistentVolumeClaim> claims;
    private final Lister<PersistentVolume> volumes;
    private final Lister<StorageClass> classes;
    private final HostPathProvisioner provisioner;
    private final Binding binding;
    private final EventRecorder events;

    ClaimReconciler(
            KubeClient client,
            Lister<PersistentVolumeClaim> claims,
            Lister<PersistentVolume> volumes,
            Lister<StorageClass> classes,
            HostPathProvisioner provisioner,
            EventRecorder events) {
        this.client = client;
        this.claims = claims;
        this.volumes = volumes;
        this.classes = classes;
        this.provisioner = provisioner;
        this.binding = new Binding(client);
        this.events = events;
    }

    @Override
    public Next reconcile(ObjectKey key) {
        var found = claims.find(key);
        if (found.isEmpty()) {
            return Next.done();
        }
        try {
            var claim = found.get();
            if (claim.metadata().annotations().containsKey(Claims.BIND_COMPLETED)) {
                keep(claim);
                return Next.done();
            }
            return claim.metadata().hasDeletionTimestamp() || give(claim) ? Next.done() : Next.routinely(RESYNC);
        } catch (ApiException e) {
            // Another writer was first: the newer version is on its way and will be looked at.
            if (e.isConflict() || e.isNotFound()) {
                return Next.retry();
            }
            throw e;
        }
    }

    /** True if the claim is bound, false if it waits. */
    private boolean give(PersistentVolumeClaim claim) {
        if (!claim.spec().volumeName().isEmpty()) {
            return giveNamed(claim);
        }
        var storageClass = storageClass(claim);
        boolean late = storageClass.filter(Claims::waitsForConsumer).isPresent()
                && !claim.metadata().annotations().containsKey(Claims.SELECTED_NODE);
        var match = VolumeMatch.anywhere(claim, volumes.all(), late);
        if (match.isPresent()) {
            binding.bind(match.get(), claim);
            return true;
        }
        if (assignDefaultClass(claim)) {
            return false;
        }
        binding.claimPhase(claim, "Pending");
        if (late) {
            events.normal(claim, "WaitForFirstConsumer", "waiting for first consumer to be created before binding");
        } else if (Claims.className(claim).isEmpty()) {
            events.normal(
                    claim,
                    "FailedBinding",
                    "no persistent volumes available for this claim and no storage class is set");
        } else {
            return provision(claim);
        }
        return false;
    }

    /** A claim that was made before there was a default class gets it afterwards. */
    private boolean assignDefaultClass(PersistentVolumeClaim claim) {
        if (!Claims.leavesClassOpen(claim)) {
            return false;
        }
        var chosen = classes.all().stream()
                .filter(Claims::isDefault)
                .max(Comparator.comparing((StorageClass c) -> c.metadata().creationTimestamp())
                        .thenComparing(Comparator.comparing(StorageClass::name).reversed()));
        chosen.ifPresent(storageClass -> client.of(PersistentVolumeClaim.KIND)
                .update(claim.withSpec(spec -> spec.withStorageClassName(storageClass.name()))));
        return chosen.isPresent();
    }

    private Optional<StorageClass> storageClass(PersistentVolumeClaim claim) {
        return classes.find("", Claims.className(claim));
    }

    private boolean giveNamed(PersistentVolumeClaim claim) {
        var name = claim.spec().volumeName();
        var found = volumes.find("", name);
        if (found.isEmpty()) {
            binding.claimPhase(claim, "Pending");
            return false;
        }
        var volume = found.get();
        if (Claims.isFor(volume, claim)) {
            binding.bind(volume, claim);
            return true;
        }
        if (volume.spec().hasClaimRef()) {
            events.warning(claim, "FailedBinding", "volume \"" + name + "\" already bound to a different claim.");
            binding.claimPhase(claim, "Pending");
            return false;
        }
        var mismatch = VolumeMatch.mismatch(volume, claim);
        if (!mismatch.isEmpty()) {
            events.warning(claim, "VolumeMismatch", "Cannot bind to requested volume \"" + name + "\": " + mismatch);
            binding.claimPhase(claim, "Pending");
            return false;
        }
        binding.bind(volume, claim);
        return true;
    }

    /** Has a volume made: here, or by somebody else who watches for such claims. */
    private boolean provision(PersistentVolumeClaim claim) {
        var found = storageClass(claim);
        if (found.isEmpty()) {
            events.warning(
                    claim,
                    "ProvisioningFailed",
                    "storageclass.storage.k8s.io \"" + Claims.className(claim) + "\" not found");
            return false;
        }
        var storageClass = found.get();
        var name = storageClass.provisioner();
        if (name.equals("kubernetes.io/no-provisioner")) {
            events.normal(
                    claim,
                    "FailedBinding",
                    "no persistent volumes available for this claim and no storage class is set");
            return false;
        }
        var asking = withProvisioner(claim, name);
        if (!name.equals(HostPathProvisioner.NAME)) {
            events.normal(
                    claim,
                    "ExternalProvisioning",
                    "Waiting for a volume to be created either by the external provisioner '" + name
                            + "' or manually by the system administrator. If volume creation is delayed, please verify"
                            + " that the provisioner is running and correctly registered.");
            return false;
        }
        make(asking, storageClass);
        return false;
    }

    private PersistentVolumeClaim withProvisioner(PersistentVolumeClaim claim, String name) {
        var annotations = new HashMap<>(claim.metadata().annotations());
        annotations.put(Claims.STORAGE_PROVISIONER, name);
        annotations.put(Claims.OLD_STORAGE_PROVISIONER, name);
        var changed = claim.withMetadata(meta -> meta.withAnnotations(annotations));
        return changed.equals(claim)
                ? claim
                : client.of(PersistentVolumeClaim.KIND).update(changed);
    }

    private void make(PersistentVolumeClaim claim, StorageClass storageClass) {
        if (claim.spec().volumeMode().equals("Block")) {
            fail(claim, storageClass, HostPathProvisioner.NAME + " does not support block volume provisioning");
            return;
        }
        var volume = provisioner.volume(claim, storageClass);
        var api = client.of(PersistentVolume.KIND);
        PersistentVolume made;
        try {
            provisioner.create(volume);
            made = api.create(volume);
            events.normal(
                    claim,
                    "ProvisioningSucceeded",
                    "Successfully provisioned volume " + volume.name() + " using " + HostPathProvisioner.NAME);
        } catch (IOException e) {
            fail(claim, storageClass, e.toString());
            return;
        } catch (ApiException e) {
            if (!e.isAlreadyExists()) {
                throw e;
            }
            // Made before, and not seen yet.
            made = api.get(volume.name());
        }
        binding.bind(made, claim);
    }

    private void fail(PersistentVolumeClaim claim, StorageClass storageClass, String why) {
        events.warning(
                claim,
                "ProvisioningFailed",
                "Failed to provision volume with StorageClass \"" + storageClass.name() + "\": " + why);
    }

    /** Sees to it that a bound claim still has its volume. */
    private void keep(PersistentVolumeClaim claim) {
        if (claim.spec().volumeName().isEmpty()) {
            lose(claim, "ClaimLost", "Bound claim has lost reference to PersistentVolume. Data on the volume is lost!");
            return;
        }
        var found = volumes.find("", claim.spec().volumeName())
                .or(() -> client.of(PersistentVolume.KIND).find(claim.spec().volumeName()));
        if (found.isEmpty()) {
            lose(claim, "ClaimLost", "Bound claim has lost its PersistentVolume. Data on the volume is lost!");
            return;
        }
        var volume = found.get();
        if (!volume.spec().hasClaimRef() || Claims.isFor(volume, claim)) {
            binding.bind(volume, claim);
        } else {
            lose(claim, "ClaimMisbound", "Two claims are bound to the same volume, this one is bound incorrectly");
        }
    }

    private void lose(PersistentVolumeClaim claim, String reason, String message) {
        if (!claim.status().phase().equals("Lost")) {
            client.of(PersistentVolumeClaim.KIND)
                    .updateStatus(claim.withStatus(status ->
                            status.withPhase("Lost").withoutAccessModes().withoutCapacity()));
            events.warning(claim, reason, message);
        }
    }
}
