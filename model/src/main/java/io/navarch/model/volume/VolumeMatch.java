package io.navarch.model.volume;

import io.navarch.model.Quantity;
import io.navarch.model.core.v1.Node;
import io.navarch.model.core.v1.PersistentVolume;
import io.navarch.model.core.v1.PersistentVolumeClaim;
import io.navarch.model.selector.LabelSelector;
import io.navarch.model.selector.NodeSelectors;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the volume that suits a claim: one that was made for it, or else the smallest free one that is large enough. */
public final class VolumeMatch {
    private static final String FILESYSTEM = "Filesystem";

    private VolumeMatch() {}

    /**
     * The best volume for the claim on any node.
     *
     * @param late the claim waits for a pod, so that only volumes made for it count
     */
    public static Optional<PersistentVolume> anywhere(
            PersistentVolumeClaim claim, Collection<PersistentVolume> volumes, boolean late) {
        return find(claim, volumes, null, late, Set.of());
    }

    /** @param taken names of volumes that other claims of the same pod are about to get */
    public static Optional<PersistentVolume> on(
            Node node, PersistentVolumeClaim claim, Collection<PersistentVolume> volumes, Set<String> taken) {
        return find(claim, volumes, node, true, taken);
    }

    private static Optional<PersistentVolume> find(
            PersistentVolumeClaim claim,
            Collection<PersistentVolume> volumes,
            @Nullable Node node,
            boolean late,
            Set<String> taken) {
        var selector = LabelSelector.of(claim.spec().selector());
        PersistentVolume best = null;
        for (var volume : volumes) {
            if (taken.contains(volume.name())
                    || !couldHold(volume, claim)
                    || node != null && !reachable(volume, node)) {
                continue;
            }
            if (Claims.isFor(volume, claim)) {
                return Optional.of(volume);
            }
            boolean free = !volume.spec().hasClaimRef()
                    && volume.status().phase().equals("Available")
                    && !(node == null && late)
                    && selector.matches(volume.metadata().labels())
                    && Claims.className(volume).equals(Claims.className(claim))
                    && volume.spec().accessModes().containsAll(claim.spec().accessModes());
            if (free && (best == null || capacity(volume).compareTo(capacity(best)) < 0)) {
                best = volume;
            }
        }
        return Optional.ofNullable(best);
    }

    private static boolean couldHold(PersistentVolume volume, PersistentVolumeClaim claim) {
        return (!volume.spec().hasClaimRef() || Claims.isFor(volume, claim))
                && capacity(volume).compareTo(Claims.requested(claim)) >= 0
                && mode(volume.spec().volumeMode()).equals(mode(claim.spec().volumeMode()))
                && !volume.metadata().hasDeletionTimestamp();
    }

    /** Whether the volume may be used on the node. */
    public static boolean reachable(PersistentVolume volume, Node node) {
        var affinity = volume.spec().nodeAffinity();
        return !affinity.hasRequired()
                || NodeSelectors.anyMatches(affinity.required().nodeSelectorTerms(), node);
    }

    /** Why a volume that the claim asks for by name does not suit it; "" if it does. */
    public static String mismatch(PersistentVolume volume, PersistentVolumeClaim claim) {
        if (capacity(volume).compareTo(Claims.requested(claim)) < 0) {
            return "requested PV is too small";
        }
        if (!Claims.className(volume).equals(Claims.className(claim))) {
            return "storageClassName does not match";
        }
        if (!mode(volume.spec().volumeMode()).equals(mode(claim.spec().volumeMode()))) {
            return "incompatible volumeMode";
        }
        return volume.spec().accessModes().containsAll(claim.spec().accessModes()) ? "" : "incompatible accessMode";
    }

    private static String mode(String stated) {
        return stated.isEmpty() ? FILESYSTEM : stated;
    }

    public static Quantity capacity(PersistentVolume volume) {
        var size = volume.spec().capacity().get("storage");
        return size == null ? Quantity.ZERO : Quantity.parse(size);
    }
}
