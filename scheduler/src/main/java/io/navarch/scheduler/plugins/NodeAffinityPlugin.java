package io.navarch.scheduler.plugins;

import io.navarch.model.selector.NodeSelectors;
import io.navarch.scheduler.framework.ClusterEvent;
import io.navarch.scheduler.framework.FilterPlugin;
import io.navarch.scheduler.framework.ScorePlugin;
import io.navarch.scheduler.framework.Verdict;
import io.navarch.scheduler.state.ClusterState;
import io.navarch.scheduler.state.PodState;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Obeys the pod's nodeSelector and required node affinity, and prefers what it prefers. */
public final class NodeAffinityPlugin {
    private static final String NAME = "NodeAffinity";
    private static final String OTHER_NAME = "node(s) didn't satisfy plugin(s) [NodeAffinity]";
    private static final String REASON = "node(s) didn't match Pod's node affinity/selector";

    private NodeAffinityPlugin() {}

    /** What the pod demands. */
    public static final class Filter implements FilterPlugin {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        public Optional<NodeFilter> prepare(PodState pod, ClusterState cluster) {
            var spec = pod.pod().spec();
            var selector = spec.nodeSelector();
            var affinity = spec.affinity().nodeAffinity();
            boolean demands = affinity.hasRequiredDuringSchedulingIgnoredDuringExecution();
            if (selector.isEmpty() && !demands) {
                return Optional.empty();
            }
            var terms = List.copyOf(
                    affinity.requiredDuringSchedulingIgnoredDuringExecution().nodeSelectorTerms());
            var named = demands ? NodeSelectors.names(terms) : null;
            return Optional.of(node -> {
                if (named != null && !named.contains(node.name())) {
                    return Verdict.unresolvable(OTHER_NAME);
                }
                var labels = node.node().metadata().labels();
                boolean selected = labels.entrySet().containsAll(selector.entrySet());
                return selected && (!demands || NodeSelectors.anyMatches(terms, node.node()))
                        ? Verdict.FITS
                        : Verdict.unresolvable(REASON);
            });
        }

        @Override
        public Set<ClusterEvent> unblockedBy() {
            return Set.of(ClusterEvent.NODE_ADDED, ClusterEvent.NODE_LABELS_CHANGED);
        }
    }

    /** What the pod prefers. */
    public static final class Score implements ScorePlugin {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        public Optional<NodeScore> prepare(PodState pod, ClusterState cluster) {
            var preferred = List.copyOf(
                    pod.pod().spec().affinity().nodeAffinity().preferredDuringSchedulingIgnoredDuringExecution());
            if (preferred.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(node -> preferred.stream()
                    .filter(term -> NodeSelectors.matches(term.preference(), node.node()))
                    .mapToLong(term -> term.weight())
                    .sum());
        }

        @Override
        public int weight() {
            return 2;
        }

        @Override
        public void normalize(long[] scores) {
            ScorePlugin.scale(scores, false);
        }
    }
}
