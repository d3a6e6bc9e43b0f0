package io.navarch.scheduler.plugins;

import io.navarch.scheduler.framework.ClusterEvent;
import io.navarch.scheduler.framework.FilterPlugin;
import io.navarch.scheduler.framework.Verdict;
import io.navarch.scheduler.state.ClusterState;
import io.navarch.scheduler.state.PodState;
import java.util.Optional;
import java.util.Set;

/** Refuses all nodes but the one that the pod names. */
public final class NodeNamePlugin implements FilterPlugin {
    @Override
    public String name() {
        return "NodeName";
    }

    @Override
    public Optional<NodeFilter> prepare(PodState pod, ClusterState cluster) {
        var wanted = pod.pod().spec().nodeName();
        return wanted.isEmpty()
                ? Optional.empty()
                : Optional.of(node -> node.name().equals(wanted)
                        ? Verdict.FITS
                        : Verdict.unresolvable("node(s) didn't match the requested node name"));
    }

    @Override
    public Set<ClusterEvent> unblockedBy() {
        return Set.of(ClusterEvent.NODE_ADDED);
    }
}
