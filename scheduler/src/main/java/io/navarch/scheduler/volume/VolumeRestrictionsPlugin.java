package io.navarch.scheduler.volume;

import io.navarch.model.volume.Claims;
import io.navarch.scheduler.framework.ClusterEvent;
import io.navarch.scheduler.framework.FilterPlugin;
import io.navarch.scheduler.framework.Verdict;
import io.navarch.scheduler.state.ClusterState;
import io.navarch.scheduler.state.PodState;
import java.util.Optional;
import java.util.Set;

/** A claim for one pod alone is used by one pod alone. */
public final class VolumeRestrictionsPlugin implements FilterPlugin {
    private static final Verdict IN_USE = Verdict.refused(
            "node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod");

    private final VolumeObjects objects;

    public VolumeRestrictionsPlugin(VolumeObjects objects) {
        this.objects = objects;
    }

    @Override
    public String name() {
        return "VolumeRestrictions";
    }

    @Override
    public Optional<NodeFilter> prepare(PodState state, ClusterState cluster) {
        var pod = state.pod();
        var exclusive = objects.claimsOf(pod).stream()
                .filter(claim -> claim.spec().accessModes().contains("ReadWriteOncePod"))
                .map(claim -> claim.name())
                .toList();
        if (exclusive.isEmpty()) {
            return Optional.empty();
        }
        // The pod that has the claim may be on any node.
        boolean used = cluster.nodes().stream()
                .flatMap(node -> node.pods().stream())
                .anyMatch(other -> other.pod().namespace().equals(pod.namespace())
                        && Claims.of(other.pod()).stream().anyMatch(exclusive::contains));
        return used ? Optional.of(node -> IN_USE) : Optional.empty();
    }

    @Override
    public Set<ClusterEvent> unblockedBy() {
        return Set.of(ClusterEvent.NODE_ADDED, ClusterEvent.POD_DELETED, ClusterEvent.VOLUMES_CHANGED);
    }
}
