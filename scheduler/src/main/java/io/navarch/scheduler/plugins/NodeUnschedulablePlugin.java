package io.navarch.scheduler.plugins;

import io.navarch.model.core.v1.Taint;
import io.navarch.model.selector.Tolerations;
import io.navarch.scheduler.framework.ClusterEvent;
import io.navarch.scheduler.framework.FilterPlugin;
import io.navarch.scheduler.framework.Verdict;
import io.navarch.scheduler.state.ClusterState;
import io.navarch.scheduler.state.PodState;
import java.util.Optional;
import java.util.Set;

/** Refuses cordoned nodes, unless the pod tolerates the taint that stands for it. */
public final class NodeUnschedulablePlugin implements FilterPlugin {
    private static final Taint CORDONED =
            Taint.EMPTY.withKey("node.kubernetes.io/unschedulable").withEffect("NoSchedule");

    @Override
    public String name() {
        return "NodeUnschedulable";
    }

    @Override
    public Optional<NodeFilter> prepare(PodState pod, ClusterState cluster) {
        if (Tolerations.tolerated(CORDONED, pod.pod().spec().tolerations())) {
            return Optional.empty();
        }
        return Optional.of(node ->
                node.node().spec().unschedulable() ? Verdict.unresolvable("node(s) were unschedulable") : Verdict.FITS);
    }

    @Override
    public Set<ClusterEvent> unblockedBy() {
        return Set.of(
                ClusterEvent.NODE_ADDED, ClusterEvent.NODE_UNSCHEDULABLE_CHANGED, ClusterEvent.NODE_TAINTS_CHANGED);
    }
}
