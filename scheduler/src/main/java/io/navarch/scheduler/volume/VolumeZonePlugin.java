package io.navarch.scheduler.volume;

import io.navarch.model.core.v1.PersistentVolume;
import io.navarch.scheduler.framework.ClusterEvent;
import io.navarch.scheduler.framework.FilterPlugin;
import io.navarch.scheduler.framework.Verdict;
import io.navarch.scheduler.state.ClusterState;
import io.navarch.scheduler.state.NodeState;
import io.navarch.scheduler.state.PodState;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A volume that says of which zone it is is used on nodes of that zone. */
public final class VolumeZonePlugin implements FilterPlugin {
    private static final Verdict ELSEWHERE = Verdict.unresolvable("node(s) had no available volume zone");
    private static final List<String> LABELS = List.of(
            "topology.kubernetes.io/zone",
            "topology.kubernetes.io/region",
            "failure-domain.beta.kubernetes.io/zone",
            "failure-domain.beta.kubernetes.io/region");

    private final VolumeObjects objects;

    public VolumeZonePlugin(VolumeObjects objects) {
        this.objects = objects;
    }

    @Override
    public String name() {
        return "VolumeZone";
    }

    @Override
    public Optional<NodeFilter> prepare(PodState pod, ClusterState cluster) {
        var zoned = objects.volumesOf(pod.pod()).stream()
                .filter(volume -> LABELS.stream().anyMatch(volume.metadata().labels()::containsKey))
                .toList();
        return zoned.isEmpty() ? Optional.empty() : Optional.of(node -> test(node, zoned));
    }

    /** A volume of several zones names them with double underscores between. */
    private static Verdict test(NodeState node, List<PersistentVolume> volumes) {
        for (var volume : volumes) {
            for (var label : LABELS) {
                var zones = volume.metadata().labels().get(label);
                var zone = node.label(label);
                if (zones != null
                        && (zone == null || !List.of(zones.split("__")).contains(zone))) {
                    return ELSEWHERE;
                }
            }
        }
        return Verdict.FITS;
    }

    @Override
    public Set<ClusterEvent> unblockedBy() {
        return Set.of(ClusterEvent.NODE_ADDED, ClusterEvent.NODE_LABELS_CHANGED, ClusterEvent.VOLUMES_CHANGED);
    }
}
