package io.navarch.scheduler;

import io.navarch.scheduler.framework.FilterPlugin;
import io.navarch.scheduler.framework.Profile;
import io.navarch.scheduler.framework.ScorePlugin;
import io.navarch.scheduler.framework.Verdict;
import io.navarch.scheduler.plugins.NodeResourcesFitPlugin;
import io.navarch.scheduler.state.ClusterState;
import io.navarch.scheduler.state.NodeState;
import io.navarch.scheduler.state.PodState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Chooses a node for a pod: filters nodes until enough are found (on large clusters not all are looked at, and each search
 * begins where the last one ended), scores them, and takes one of the best. Pure logic over the state; runs on the
 * scheduler's thread.
 */
final class NodeChoice {
    /** Clusters of up to this many nodes are searched whole. */
    private static final int SEARCHED_WHOLE = 100;

    private static final int LEAST_PERCENT = 5;

    private final Profile profile;
    private final RandomGenerator random;
    private int start;

    NodeChoice(Profile profile, RandomGenerator random) {
        this.profile = profile;
        this.random = random;
    }

    private record Prepared(FilterPlugin plugin, FilterPlugin.NodeFilter filter) {}

    private record Refusal(NodeState node, Verdict.Refused verdict) {}

    Decision choose(PodState pod, ClusterState cluster) {
        var nodes = cluster.nodes();
        if (nodes.isEmpty()) {
            return new Decision.Unschedulable("no nodes available to schedule pods", "", Set.of(), List.of());
        }
        for (var plugin : profile.filters()) {
            var reason = plugin.refusesAll(pod, cluster);
            if (reason.isPresent()) {
                return refusedEverywhere(pod, nodes.size(), reason.get(), plugin.name());
            }
        }
        var promised = cluster.nominatedNode(pod.uid());
        if (promised != null && fits(pod, promised, cluster)) {
            return new Decision.Placed(promised);
        }
        var filters = prepared(pod, cluster);
        var refusals = new ArrayList<Refusal>();
        var refusedBy = new LinkedHashSet<String>();
        var feasible = feasible(pod, cluster, filters, refusals, refusedBy);
        if (feasible.isEmpty()) {
            var candidates = refusals.stream()
                    .filter(refusal -> refusal.verdict().resolvable())
                    .map(Refusal::node)
                    .toList();
            return new Decision.Unschedulable(
                    explain(nodes.size(), refusals),
                    preemption(pod, nodes.size(), candidates.size()),
                    refusedBy,
                    candidates);
        }
        return new Decision.Placed(feasible.size() == 1 ? feasible.get(0) : best(pod, cluster, feasible));
    }

    private static Decision refusedEverywhere(PodState pod, int nodes, String reason, String plugin) {
        return new Decision.Unschedulable(
                "0/" + nodes + " nodes are available: " + reason + ".",
                preemption(pod, nodes, 0),
                Set.of(plugin),
                List.of());
    }

    private List<Prepared> prepared(PodState pod, ClusterState cluster) {
        var filters = new ArrayList<Prepared>();
        for (var plugin : profile.filters()) {
            plugin.prepare(pod, cluster).ifPresent(filter -> filters.add(new Prepared(plugin, filter)));
        }
        return filters;
    }

    /** Whether the pod fits onto the node as the state is now. */
    boolean fits(PodState pod, NodeState node, ClusterState cluster) {
        return test(pod, node, prepared(pod, cluster), cluster, new LinkedHashSet<>()) == null;
    }

    private List<NodeState> feasible(
            PodState pod, ClusterState cluster, List<Prepared> filters, List<Refusal> refusals, Set<String> refusedBy) {
        var nodes = cluster.nodes();
        int wanted = wanted(nodes.size());
        var feasible = new ArrayList<NodeState>(Math.min(wanted, nodes.size()));
        int looked = 0;
        for (; looked < nodes.size() && feasible.size() < wanted; looked++) {
            var node = nodes.get((start + looked) % nodes.size());
            var refusal = test(pod, node, filters, cluster, refusedBy);
            if (refusal == null) {
                feasible.add(node);
            } else {
                refusals.add(refusal);
            }
        }
        start = (start + looked) % nodes.size();
        return feasible;
    }

    /** Null if the pod fits, both with the pods that wait for room on the node and without them. */
    private @Nullable Refusal test(
            PodState pod, NodeState node, List<Prepared> filters, ClusterState cluster, Set<String> refusedBy) {
        var awaited = cluster.awaited(node, pod);
        if (!awaited.isEmpty()) {
            awaited.forEach(other -> cluster.putPod(other, node.name()));
            try {
                var refusal = test(node, prepared(pod, cluster), refusedBy);
                if (refusal != null) {
                    return refusal;
                }
            } finally {
                awaited.forEach(other -> cluster.removePod(other.uid()));
            }
        }
        return test(node, filters, refusedBy);
    }

    private static @Nullable Refusal test(NodeState node, List<Prepared> filters, Set<String> refusedBy) {
        for (var prepared : filters) {
            if (prepared.filter().test(node) instanceof Verdict.Refused refused) {
                refusedBy.add(prepared.plugin().name());
                return new Refusal(node, refused);
            }
        }
        return null;
    }

    /** How many feasible nodes are enough: all of a small cluster, a falling share of a large one. */
    private static int wanted(int nodes) {
        if (nodes <= SEARCHED_WHOLE) {
            return nodes;
        }
        int percent = Math.max(LEAST_PERCENT, 50 - nodes / 125);
        return Math.max(SEARCHED_WHOLE, nodes * percent / 100);
    }

    private NodeState best(PodState pod, ClusterState cluster, List<NodeState> feasible) {
        var totals = new long[feasible.size()];
        for (ScorePlugin plugin : profile.scores()) {
            var prepared = plugin.prepare(pod, cluster);
            if (prepared.isEmpty()) {
                continue;
            }
            var scores = new long[totals.length];
            for (int i = 0; i < scores.length; i++) {
                scores[i] = prepared.get().score(feasible.get(i));
            }
            plugin.normalize(scores);
            for (int i = 0; i < scores.length; i++) {
                totals[i] += scores[i] * plugin.weight();
            }
        }
        int best = 0;
        int ties = 1;
        for (int i = 1; i < totals.length; i++) {
            if (totals[i] > totals[best]) {
                best = i;
                ties = 1;
            } else if (totals[i] == totals[best] && random.nextInt(++ties) == 0) {
                best = i;
            }
        }
        return feasible.get(best);
    }

    /** Upstream's words: {@code 0/3 nodes are available: 1 Insufficient cpu, 2 node(s) were unschedulable.} */
    private static String explain(int nodes, List<Refusal> refusals) {
        Map<String, Integer> reasons = new HashMap<>();
        for (var refusal : refusals) {
            for (var reason : refusal.verdict().reason().split(NodeResourcesFitPlugin.SEPARATOR)) {
                reasons.merge(reason, 1, Integer::sum);
            }
        }
        return "0/" + nodes + " nodes are available: " + histogram(reasons);
    }

    private static String preemption(PodState pod, int nodes, int resolvable) {
        if (pod.pod().spec().preemptionPolicy().equals("Never")) {
            return " preemption: not eligible due to preemptionPolicy=Never.";
        }
        var reasons = new TreeMap<String, Integer>();
        if (resolvable > 0) {
            reasons.put("No preemption victims found for incoming pod", resolvable);
        }
        if (nodes > resolvable) {
            reasons.put("Preemption is not helpful for scheduling", nodes - resolvable);
        }
        return " preemption: 0/" + nodes + " nodes are available: " + histogram(reasons);
    }

    private static String histogram(Map<String, Integer> reasons) {
        var parts = new ArrayList<String>();
        reasons.forEach((reason, count) -> parts.add(count + " " + reason));
        parts.sort(null);
        return String.join(", ", parts) + ".";
    }
}
