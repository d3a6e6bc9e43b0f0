package io.navarch.scheduler.plugins;

import io.navarch.scheduler.framework.ScorePlugin;
import io.navarch.scheduler.state.ClusterState;
import io.navarch.scheduler.state.NodeState;
import io.navarch.scheduler.state.PodState;
import java.util.Optional;

/** Prefers nodes on which CPU and memory are then taken to a like degree. */
public final class BalancedAllocationPlugin implements ScorePlugin {
    @Override
    public String name() {
        return "NodeResourcesBalancedAllocation";
    }

    @Override
    public Optional<NodeScore> prepare(PodState pod, ClusterState cluster) {
        var wanted = pod.requests();
        if (wanted.milliCpu() == 0 && wanted.memory() == 0) {
            return Optional.empty();
        }
        return Optional.of(node -> balance(pod, node));
    }

    private static long balance(PodState pod, NodeState node) {
        if (node.allocatable().milliCpu() == 0 || node.allocatable().memory() == 0) {
            // A resource that the node does not have is left out, and one alone is in balance.
            return MOST;
        }
        double cpu = fraction(
                node.requested().milliCpu() + pod.requests().milliCpu(),
                node.allocatable().milliCpu());
        double memory = fraction(
                node.requested().memory() + pod.requests().memory(),
                node.allocatable().memory());
        // With two resources the standard deviation is half their distance.
        double deviation = Math.abs(cpu - memory) / 2;
        return (long) ((1 - deviation) * MOST);
    }

    private static double fraction(long used, long capacity) {
        return Math.min(1, (double) used / capacity);
    }

    @Override
    public int weight() {
        return 1;
    }
}
