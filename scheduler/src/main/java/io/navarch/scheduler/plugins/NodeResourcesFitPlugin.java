package io.navarch.scheduler.plugins;

import io.navarch.scheduler.framework.ClusterEvent;
import io.navarch.scheduler.framework.FilterPlugin;
import io.navarch.scheduler.framework.ScorePlugin;
import io.navarch.scheduler.framework.Verdict;
import io.navarch.scheduler.state.ClusterState;
import io.navarch.scheduler.state.NodeState;
import io.navarch.scheduler.state.PodState;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;

/** Refuses nodes that lack what the pod requests, and prefers those that are least taken. */
public final class NodeResourcesFitPlugin {
    private static final String NAME = "NodeResourcesFit";

    private NodeResourcesFitPlugin() {}

    /** What is left must be enough. */
    public static final class Filter implements FilterPlugin {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        public Optional<NodeFilter> prepare(PodState pod, ClusterState cluster) {
            return Optional.of(node -> test(pod, node));
        }

        private static Verdict test(PodState pod, NodeState node) {
            var wanted = pod.requests();
            var free = node.allocatable();
            var used = node.requested();
            boolean enough = node.pods().size() + 1 <= node.allowedPods()
                    && (wanted.milliCpu() == 0 || wanted.milliCpu() <= free.milliCpu() - used.milliCpu())
                    && (wanted.memory() == 0 || wanted.memory() <= free.memory() - used.memory())
                    && (wanted.ephemeralStorage() == 0
                            || wanted.ephemeralStorage() <= free.ephemeralStorage() - used.ephemeralStorage());
            if (enough && wanted.others().isEmpty()) {
                return Verdict.FITS;
            }
            return explain(pod, node);
        }

        private static Verdict explain(PodState pod, NodeState node) {
            var wanted = pod.requests();
            var free = node.allocatable();
            var used = node.requested();
            var reasons = new ArrayList<String>();
            boolean resolvable = true;
            if (node.pods().size() + 1 > node.allowedPods()) {
                reasons.add("Too many pods");
            }
            if (wanted.milliCpu() > 0 && wanted.milliCpu() > free.milliCpu() - used.milliCpu()) {
                reasons.add("Insufficient cpu");
                resolvable &= wanted.milliCpu() <= free.milliCpu();
            }
            if (wanted.memory() > 0 && wanted.memory() > free.memory() - used.memory()) {
                reasons.add("Insufficient memory");
                resolvable &= wanted.memory() <= free.memory();
            }
            if (wanted.ephemeralStorage() > 0
                    && wanted.ephemeralStorage() > free.ephemeralStorage() - used.ephemeralStorage()) {
                reasons.add("Insufficient ephemeral-storage");
                resolvable &= wanted.ephemeralStorage() <= free.ephemeralStorage();
            }
            for (var other : wanted.others().entrySet()) {
                if (other.getValue() > free.other(other.getKey()) - used.other(other.getKey())) {
                    reasons.add("Insufficient " + other.getKey());
                    resolvable &= other.getValue() <= free.other(other.getKey());
                }
            }
            return reasons.isEmpty() ? Verdict.FITS : new Verdict.Refused(String.join(SEPARATOR, reasons), resolvable);
        }

        @Override
        public Set<ClusterEvent> unblockedBy() {
            return Set.of(ClusterEvent.NODE_ADDED, ClusterEvent.NODE_ALLOCATABLE_CHANGED, ClusterEvent.POD_DELETED);
        }
    }

    /** Between several reasons of one refusal; each counts on its own in the event. */
    public static final String SEPARATOR = "\n";

    /** LeastAllocated: the more is left of CPU and memory, the better. */
    public static final class Score implements ScorePlugin {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        public Optional<NodeScore> prepare(PodState pod, ClusterState cluster) {
            var wanted = pod.nonZeroRequests();
            return Optional.of(node -> {
                var used = node.nonZeroRequested();
                long cpu = left(node.allocatable().milliCpu(), used.milliCpu() + wanted.milliCpu());
                long memory = left(node.allocatable().memory(), used.memory() + wanted.memory());
                // Upstream leaves out a resource that the node does not have.
                int present = (node.allocatable().milliCpu() > 0 ? 1 : 0)
                        + (node.allocatable().memory() > 0 ? 1 : 0);
                return present == 0 ? 0 : (cpu + memory) / present;
            });
        }

        private static long left(long capacity, long used) {
            return capacity == 0 || used > capacity ? 0 : (capacity - used) * MOST / capacity;
        }

        @Override
        public int weight() {
            return 1;
        }
    }
}
