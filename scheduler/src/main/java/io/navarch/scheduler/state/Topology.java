package io.navarch.scheduler.state;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where pods of which sort are, by topology domains. Sorts are counted from the moment somebody asks for them, and from then on
 * with each pod that comes or goes, so that an attempt does not look at all pods of a cluster. Owned by the scheduler's thread.
 */
public final class Topology {
    private static final int REMEMBERED = 512;

    private final ClusterState cluster;
    private final Map<Tally.Sort, Tally> tallies = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Tally.Sort, Tally> eldest) {
            return size() > REMEMBERED;
        }
    };
    private final Map<AffinityTerm, Map<String, Integer>> keptAway = new HashMap<>();
    private final Map<AffinityTerm, Map<String, Integer>> wished = new HashMap<>();
    private final Map<String, Map<String, Integer>> domains = new HashMap<>();

    Topology(ClusterState cluster) {
        this.cluster = cluster;
    }

    void added(PodState pod, NodeState node) {
        tallies.values().forEach(tally -> tally.change(pod, node, 1));
        own(pod, node, 1);
    }

    void removed(PodState pod, NodeState node) {
        tallies.values().forEach(tally -> tally.change(pod, node, -1));
        own(pod, node, -1);
    }

    private void own(PodState pod, NodeState node, int sign) {
        var terms = pod.terms();
        for (var term : terms.away()) {
            weigh(keptAway, term, node, sign);
        }
        // Who must have others near is glad of more of them, a little.
        for (var term : terms.near()) {
            weigh(wished, term, node, sign);
        }
        for (var wish : terms.wishes()) {
            weigh(wished, wish.term(), node, sign * wish.weight());
        }
    }

    private static void weigh(
            Map<AffinityTerm, Map<String, Integer>> owned, AffinityTerm term, NodeState node, int by) {
        var domain = node.label(term.topologyKey());
        if (domain == null) {
            return;
        }
        var weights = owned.computeIfAbsent(term, absent -> new HashMap<>());
        weights.merge(domain, by, (weight, more) -> weight + more == 0 ? null : weight + more);
        if (weights.isEmpty()) {
            owned.remove(term);
        }
    }

    /** Nodes or their labels have changed: everything is counted anew when asked for. */
    void nodesChanged() {
        domains.clear();
        tallies.clear();
        keptAway.clear();
        wished.clear();
        for (var node : cluster.nodes()) {
            node.pods().forEach(pod -> own(pod, node, 1));
        }
    }

    /** A node without pods has come: what was counted stays true. */
    void nodeAdded() {
        domains.clear();
    }

    public Tally tally(Tally.Sort sort) {
        return tallies.computeIfAbsent(sort, absent -> new Tally(sort, cluster.nodes()));
    }

    /** How many pods of the sort there are by the values of a node label. */
    public Map<String, Integer> counts(Tally.Sort sort, String key) {
        return tally(sort).inDomains(key, cluster);
    }

    /** The required anti-affinities of pods on nodes, with the domains in which their owners are. */
    public Map<AffinityTerm, Map<String, Integer>> keptAway() {
        return keptAway;
    }

    /** The preferred terms of pods on nodes, with the sum of their weights by domain. */
    public Map<AffinityTerm, Map<String, Integer>> wished() {
        return wished;
    }

    /** The values of a label, with how many nodes have each. */
    public Map<String, Integer> domains(String key) {
        return domains.computeIfAbsent(key, absent -> {
            var counts = new HashMap<String, Integer>();
            for (var node : cluster.nodes()) {
                var domain = node.label(key);
                if (domain != null) {
                    counts.merge(domain, 1, Integer::sum);
                }
            }
            return counts;
        });
    }
}
