package io.navarch.scheduler.preemption;

import io.navarch.model.core.v1.Pod;
import io.navarch.model.policy.v1.PodDisruptionBudget;
import io.navarch.model.selector.LabelSelector;
import io.navarch.scheduler.state.ClusterState;
import io.navarch.scheduler.state.NodeState;
import io.navarch.scheduler.state.PodState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/** Finds the node where the least harm makes room for a pod. Owned by the scheduler's thread. */
public final class VictimSearch {
    private static final int LEAST_CANDIDATES = 100;
    private static final int CANDIDATE_PERCENT = 10;

    private static final Comparator<PodState> MORE_IMPORTANT =
            Comparator.comparingInt(PodState::priority).reversed().thenComparing(VictimSearch::startTime);

    /** The least harm first. */
    private static final Comparator<Nomination> GENTLER = Comparator.comparingInt(Nomination::violations)
            .thenComparingInt(nomination -> nomination.victims().get(0).priority())
            .thenComparingLong(VictimSearch::sumOfPriorities)
            .thenComparingInt(nomination -> nomination.victims().size())
            .thenComparing(nomination -> startTime(nomination.victims().get(0)), Comparator.reverseOrder());

    private final Collection<PodDisruptionBudget> budgets;
    private final BiPredicate<PodState, NodeState> fits;

    /**
     * @param budgets of the cluster
     * @param fits whether a pod fits onto a node as the state is now
     */
    public VictimSearch(Collection<PodDisruptionBudget> budgets, BiPredicate<PodState, NodeState> fits) {
        this.budgets = budgets;
        this.fits = fits;
    }

    private static String startTime(PodState pod) {
        var time = pod.pod().status().startTime();
        // A pod that has not begun is the youngest.
        return time.isEmpty() ? "9999" : time;
    }

    /** Priorities may be negative; shifted, more victims always weigh more. */
    private static long sumOfPriorities(Nomination nomination) {
        return nomination.victims().stream()
                .mapToLong(victim -> (long) victim.priority() + Integer.MAX_VALUE + 1)
                .sum();
    }

    /** Whether the pod may make others go. */
    public static boolean eligible(PodState pod, ClusterState cluster) {
        if (pod.pod().spec().preemptionPolicy().equals("Never")) {
            return false;
        }
        // Room is being made already as long as somebody less important is leaving its node.
        var node = cluster.nominatedNode(pod.uid());
        return node == null
                || node.pods().stream()
                        .noneMatch(other -> other.priority() < pod.priority()
                                && other.pod().metadata().hasDeletionTimestamp());
    }

    /** @param candidates nodes that refused the pod, but not for good */
    public Optional<Nomination> search(PodState pod, List<NodeState> candidates, ClusterState cluster) {
        int wanted = Math.max(LEAST_CANDIDATES, candidates.size() * CANDIDATE_PERCENT / 100);
        Nomination best = null;
        int found = 0;
        for (var node : candidates) {
            var nomination = victims(pod, node, cluster);
            if (nomination.isPresent()) {
                found++;
                best = best == null || GENTLER.compare(nomination.get(), best) < 0 ? nomination.get() : best;
                if (found == wanted) {
                    break;
                }
            }
        }
        return Optional.ofNullable(best);
    }

    private Optional<Nomination> victims(PodState pod, NodeState node, ClusterState cluster) {
        var lesser = node.pods().stream()
                .filter(other -> other.priority() < pod.priority())
                .sorted(MORE_IMPORTANT)
                .toList();
        if (lesser.isEmpty()) {
            return Optional.empty();
        }
        lesser.forEach(other -> cluster.removePod(other.uid()));
        try {
            if (!fits.test(pod, node)) {
                return Optional.empty();
            }
            var violating = violating(lesser);
            var others = new ArrayList<>(lesser);
            others.removeAll(violating);
            var victims = new ArrayList<PodState>();
            int violations = 0;
            for (var other : violating) {
                violations += spared(pod, other, node, cluster, victims) ? 0 : 1;
            }
            for (var other : others) {
                spared(pod, other, node, cluster, victims);
            }
            victims.sort(MORE_IMPORTANT);
            return victims.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Nomination(node, List.copyOf(victims), violations));
        } finally {
            lesser.forEach(other -> cluster.putPod(other, node.name()));
        }
    }

    /** Lets the other stay if the pod fits all the same. */
    private boolean spared(PodState pod, PodState other, NodeState node, ClusterState cluster, List<PodState> victims) {
        cluster.putPod(other, node.name());
        if (fits.test(pod, node)) {
            return true;
        }
        cluster.removePod(other.uid());
        victims.add(other);
        return false;
    }

    /** Those whose budgets do not allow that they go, after those that stand before them. */
    private List<PodState> violating(List<PodState> pods) {
        var left = new HashMap<PodDisruptionBudget, Integer>();
        var violating = new ArrayList<PodState>();
        for (var state : pods) {
            boolean violates = false;
            for (var budget : budgets) {
                if (!covers(budget, state.pod())) {
                    continue;
                }
                int allowed = left.getOrDefault(budget, budget.status().disruptionsAllowed());
                left.put(budget, allowed - 1);
                violates |= allowed <= 0;
            }
            if (violates) {
                violating.add(state);
            }
        }
        return violating;
    }

    private static boolean covers(PodDisruptionBudget budget, Pod pod) {
        return budget.namespace().equals(pod.namespace())
                && budget.spec().hasSelector()
                && !pod.metadata().labels().isEmpty()
                && !budget.status().disruptedPods().containsKey(pod.name())
                && LabelSelector.of(budget.spec().selector())
                        .matches(pod.metadata().labels());
    }
}
