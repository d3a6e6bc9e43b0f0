package io.navarch.scheduler.plugins;

import io.navarch.scheduler.framework.ClusterEvent;
import io.navarch.scheduler.framework.FilterPlugin;
import io.navarch.scheduler.framework.Verdict;
import io.navarch.scheduler.state.ClusterState;
import io.navarch.scheduler.state.PodState;
import java.util.Optional;
import java.util.Set;

/** Refuses nodes on which a host port of the pod is taken. */
public final class NodePortsPlugin implements FilterPlugin {
    @Override
    public String name() {
        return "NodePorts";
    }

    @Override
    public Optional<NodeFilter> prepare(PodState pod, ClusterState cluster) {
        var wanted = pod.hostPorts();
        if (wanted.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(node -> {
            for (var port : wanted) {
                if (node.usedPorts().stream().anyMatch(port::conflictsWith)) {
                    return Verdict.refused("node(s) didn't have free ports for the requested pod ports");
                }
            }
            return Verdict.FITS;
        });
    }

    @Override
    public Set<ClusterEvent> unblockedBy() {
        return Set.of(ClusterEvent.NODE_ADDED, ClusterEvent.POD_DELETED);
    }
}
