package io.navarch.scheduler.state;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How many pods of one sort there are, on each node and in each topology domain. Kept up to date by {@link Topology}; owned by
 * the scheduler's thread.
 */
public final class Tally {
    private final Sort sort;
    private final Map<String, Integer> onNodes = new HashMap<>();
    private final Map<String, Map<String, Integer>> inDomains = new HashMap<>();
    private int total;

    /**
     * A sort of pods.
     *
     * @param matchers all of which a pod must match
     * @param stayingOnly leaves out pods that are being deleted
     */
    public record Sort(List<PodMatcher> matchers, boolean stayingOnly) {
        boolean has(PodState pod) {
            if (stayingOnly && pod.pod().metadata().hasDeletionTimestamp()) {
                return false;
            }
            for (var matcher : matchers) {
                if (!matcher.matches(pod.pod())) {
                    return false;
                }
            }
            return true;
        }
    }

    Tally(Sort sort, List<NodeState> nodes) {
        this.sort = sort;
        for (var node : nodes) {
            node.pods().forEach(pod -> change(pod, node, 1));
        }
    }

    void change(PodState pod, NodeState node, int by) {
        if (!sort.has(pod)) {
            return;
        }
        total += by;
        add(onNodes, node.name(), by);
        inDomains.forEach((key, counts) -> {
            var domain = node.label(key);
            if (domain != null) {
                add(counts, domain, by);
            }
        });
    }

    private static void add(Map<String, Integer> counts, String name, int by) {
        counts.merge(name, by, (count, more) -> count + more == 0 ? null : count + more);
    }

    public int total() {
        return total;
    }

    public int onNode(String name) {
        return onNodes.getOrDefault(name, 0);
    }

    /** The counts by the values of a label; what is not in it is none. */
    Map<String, Integer> inDomains(String key, ClusterState cluster) {
        return inDomains.computeIfAbsent(key, absent -> {
            var counts = new HashMap<String, Integer>();
            onNodes.forEach((name, count) -> {
                var node = cluster.node(name);
                var domain = node == null ? null : node.label(key);
                if (domain != null) {
                    counts.merge(domain, count, Integer::sum);
                }
            });
            return counts;
        });
    }
}
