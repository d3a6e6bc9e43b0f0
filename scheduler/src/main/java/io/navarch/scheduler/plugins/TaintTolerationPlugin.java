package io.navarch.scheduler.plugins;

import io.navarch.model.core.v1.Taint;
import io.navarch.model.core.v1.Toleration;
import io.navarch.model.selector.Tolerations;
import io.navarch.scheduler.framework.ClusterEvent;
import io.navarch.scheduler.framework.FilterPlugin;
import io.navarch.scheduler.framework.ScorePlugin;
import io.navarch.scheduler.framework.Verdict;
import io.navarch.scheduler.state.ClusterState;
import io.navarch.scheduler.state.NodeState;
import io.navarch.scheduler.state.PodState;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Refuses nodes whose blocking taints the pod does not tolerate, and prefers those with fewer soft ones. */
public final class TaintTolerationPlugin {
    private static final String NAME = "TaintToleration";

    private TaintTolerationPlugin() {}

    /** Blocking taints: NoSchedule and NoExecute. */
    public static final class Filter implements FilterPlugin {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        public Optional<NodeFilter> prepare(PodState pod, ClusterState cluster) {
            var tolerations = List.copyOf(pod.pod().spec().tolerations());
            return Optional.of(node -> test(node, tolerations));
        }

        private static Verdict test(NodeState node, List<Toleration> tolerations) {
            for (Taint taint : node.node().spec().taints()) {
                if (!taint.effect().equals("PreferNoSchedule") && !Tolerations.tolerated(taint, tolerations)) {
                    return Verdict.unresolvable("node(s) had untolerated taint(s)");
                }
            }
            return Verdict.FITS;
        }

        @Override
        public Set<ClusterEvent> unblockedBy() {
            return Set.of(ClusterEvent.NODE_ADDED, ClusterEvent.NODE_TAINTS_CHANGED);
        }
    }

    /** Soft taints: PreferNoSchedule. */
    public static final class Score implements ScorePlugin {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        public Optional<NodeScore> prepare(PodState pod, ClusterState cluster) {
            var tolerations = pod.pod().spec().tolerations().stream()
                    .filter(t -> t.effect().isEmpty() || t.effect().equals("PreferNoSchedule"))
                    .toList();
            return Optional.of(node -> node.node().spec().taints().stream()
                    .filter(taint -> taint.effect().equals("PreferNoSchedule"))
                    .filter(taint -> !Tolerations.tolerated(taint, tolerations))
                    .count());
        }

        @Override
        public int weight() {
            return 3;
        }

        @Override
        public void normalize(long[] scores) {
            ScorePlugin.scale(scores, true);
        }
    }
}
