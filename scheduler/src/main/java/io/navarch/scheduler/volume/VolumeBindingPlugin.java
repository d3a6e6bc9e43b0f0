package io.navarch.scheduler.volume;

import io.navarch.model.core.v1.PersistentVolume;
import io.navarch.model.core.v1.PersistentVolumeClaim;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.volume.Claims;
import io.navarch.model.volume.VolumeMatch;
import io.navarch.scheduler.framework.ClusterEvent;
import io.navarch.scheduler.framework.FilterPlugin;
import io.navarch.scheduler.framework.Verdict;
import io.navarch.scheduler.state.ClusterState;
import io.navarch.scheduler.state.NodeState;
import io.navarch.scheduler.state.PodState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Lets a pod only onto nodes where its claims have volumes, or can get them. */
public final class VolumeBindingPlugin implements FilterPlugin {
    private static final Verdict OUT_OF_REACH =
            Verdict.unresolvable("node(s) didn't match PersistentVolume's node affinity");
    private static final Verdict NONE_TO_BIND =
            Verdict.unresolvable("node(s) didn't find available persistent volumes to bind");
    private static final Verdict WITHOUT_VOLUME =
            Verdict.unresolvable("node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)");

    private final VolumeObjects objects;

    public VolumeBindingPlugin(VolumeObjects objects) {
        this.objects = objects;
    }

    @Override
    public String name() {
        return "VolumeBinding";
    }

    @Override
    public Optional<String> refusesAll(PodState state, ClusterState cluster) {
        var pod = state.pod();
        boolean waits = false;
        for (var name : Claims.of(pod)) {
            var claim = objects.claims().find(pod.namespace(), name);
            if (claim.isEmpty()) {
                return Optional.of(missing(pod, name));
            }
            if (claim.get().status().phase().equals("Lost")) {
                return Optional.of("persistentvolumeclaim \"" + name + "\" bound to non-existent persistentvolume \""
                        + claim.get().spec().volumeName() + "\"");
            }
            if (claim.get().metadata().hasDeletionTimestamp()) {
                return Optional.of("persistentvolumeclaim \"" + name + "\" is being deleted");
            }
            waits |= !Claims.isBound(claim.get()) && !objects.isLate(claim.get());
        }
        return waits ? Optional.of("pod has unbound immediate PersistentVolumeClaims") : Optional.empty();
    }

    private static String missing(Pod pod, String name) {
        boolean ephemeral = pod.spec().volumes().stream()
                .anyMatch(volume ->
                        volume.hasEphemeral() && Claims.ephemeral(pod, volume).equals(name));
        return ephemeral
                ? "waiting for ephemeral volume controller to create the persistentvolumeclaim \"" + name + "\""
                : "persistentvolumeclaim \"" + name + "\" not found";
    }

    @Override
    public Optional<NodeFilter> prepare(PodState state, ClusterState cluster) {
        var claims = objects.claimsOf(state.pod());
        if (claims.isEmpty()) {
            return Optional.empty();
        }
        var bound = new ArrayList<PersistentVolume>();
        var late = new ArrayList<PersistentVolumeClaim>();
        for (var claim : claims) {
            if (!Claims.isBound(claim)) {
                late.add(claim);
                continue;
            }
            var volume = objects.volumes().find("", claim.spec().volumeName());
            if (volume.isEmpty()) {
                return Optional.of(node -> WITHOUT_VOLUME);
            }
            bound.add(volume.get());
        }
        return Optional.of(node -> test(node, bound, late));
    }

    private Verdict test(NodeState node, List<PersistentVolume> bound, List<PersistentVolumeClaim> late) {
        for (var volume : bound) {
            if (!VolumeMatch.reachable(volume, node.node())) {
                return OUT_OF_REACH;
            }
        }
        var taken = new HashSet<String>();
        for (var claim : late) {
            var chosen = claim.metadata().annotations().getOrDefault(Claims.SELECTED_NODE, "");
            if (!chosen.isEmpty() && !chosen.equals(node.name())) {
                return NONE_TO_BIND;
            }
            var match = VolumeMatch.on(node.node(), claim, objects.volumes().all(), taken);
            if (match.isPresent()) {
                taken.add(match.get().name());
            } else if (!canBeMade(claim)) {
                return NONE_TO_BIND;
            }
        }
        return Verdict.FITS;
    }

    private boolean canBeMade(PersistentVolumeClaim claim) {
        return objects.classOf(claim)
                .filter(found -> !found.provisioner().equals("kubernetes.io/no-provisioner"))
                .isPresent();
    }

    @Override
    public Set<ClusterEvent> unblockedBy() {
        return Set.of(ClusterEvent.NODE_ADDED, ClusterEvent.NODE_LABELS_CHANGED, ClusterEvent.VOLUMES_CHANGED);
    }
}
