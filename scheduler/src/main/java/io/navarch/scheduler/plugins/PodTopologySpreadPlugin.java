package io.navarch.scheduler.plugins;

import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.TopologySpreadConstraint;
import io.navarch.model.selector.LabelSelector;
import io.navarch.model.selector.NodeSelectors;
import io.navarch.model.selector.Requirement;
import io.navarch.model.selector.Tolerations;
import io.navarch.scheduler.framework.ClusterEvent;
import io.navarch.scheduler.framework.FilterPlugin;
import io.navarch.scheduler.framework.ScorePlugin;
import io.navarch.scheduler.framework.Verdict;
import io.navarch.scheduler.state.ClusterState;
import io.navarch.scheduler.state.NodeState;
import io.navarch.scheduler.state.PodMatcher;
import io.navarch.scheduler.state.PodState;
import io.navarch.scheduler.state.Tally;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Spreads pods evenly over topology domains: strictly where a constraint says DoNotSchedule, as well as it can elsewhere. */
public final class PodTopologySpreadPlugin {
    private static final String NAME = "PodTopologySpread";
    private static final String HOSTNAME = "kubernetes.io/hostname";
    private static final Verdict SKEWED = Verdict.refused("node(s) didn't match pod topology spread constraints");
    private static final Verdict WITHOUT_LABEL =
            Verdict.unresolvable("node(s) didn't match pod topology spread constraints (missing required label)");

    private PodTopologySpreadPlugin() {}

    private static List<TopologySpreadConstraint> constraints(PodState pod, String whenUnsatisfiable) {
        var stated = pod.pod().spec().topologySpreadConstraints();
        if (stated.isEmpty()) {
            return List.of();
        }
        return stated.stream()
                .filter(constraint -> constraint.whenUnsatisfiable().equals(whenUnsatisfiable))
                .toList();
    }

    /** The pods among which the constraint spreads this one. */
    private static Tally.Sort sort(Pod pod, TopologySpreadConstraint constraint) {
        var selector =
                constraint.hasLabelSelector() ? LabelSelector.of(constraint.labelSelector()) : LabelSelector.nothing();
        if (!constraint.matchLabelKeys().isEmpty() && !selector.isNothing()) {
            var requirements = new ArrayList<>(selector.requirements());
            for (var key : constraint.matchLabelKeys()) {
                var value = pod.metadata().labels().get(key);
                if (value != null) {
                    requirements.add(new Requirement(key, Requirement.Operator.EQUALS, new TreeSet<>(List.of(value))));
                }
            }
            selector = LabelSelector.of(requirements);
        }
        return new Tally.Sort(List.of(new PodMatcher(Set.of(pod.namespace()), selector)), true);
    }

    /** Whether the node is one whose domain counts for the constraint. */
    private static boolean counts(Pod pod, TopologySpreadConstraint constraint, NodeState node) {
        return (constraint.nodeAffinityPolicy().equals("Ignore") || NodeSelectors.allows(pod, node.node()))
                && (!constraint.nodeTaintsPolicy().equals("Honor") || tolerates(pod, node));
    }

    private static boolean tolerates(Pod pod, NodeState node) {
        return node.node().spec().taints().stream()
                .filter(taint -> !taint.effect().equals("PreferNoSchedule"))
                .allMatch(taint -> Tolerations.tolerated(taint, pod.spec().tolerations()));
    }

    /** Whether every node's domain counts, so that counts that are kept anyway will do. */
    private static boolean countsEverywhere(Pod pod, TopologySpreadConstraint constraint) {
        boolean free = pod.spec().nodeSelector().isEmpty()
                && !pod.spec().affinity().nodeAffinity().hasRequiredDuringSchedulingIgnoredDuringExecution();
        return (free || constraint.nodeAffinityPolicy().equals("Ignore"))
                && !constraint.nodeTaintsPolicy().equals("Honor");
    }

    private static Map<String, Integer> counted(
            PodState pod, TopologySpreadConstraint constraint, List<String> keys, ClusterState cluster) {
        var topology = cluster.topology();
        var sort = sort(pod.pod(), constraint);
        boolean everywhere = countsEverywhere(pod.pod(), constraint)
                && keys.stream()
                        .allMatch(key -> topology.domains(key).values().stream()
                                        .mapToInt(Integer::intValue)
                                        .sum()
                                == cluster.nodes().size());
        var counts = new HashMap<String, Integer>();
        if (everywhere) {
            var known = topology.counts(sort, constraint.topologyKey());
            for (var domain : topology.domains(constraint.topologyKey()).keySet()) {
                counts.put(domain, known.getOrDefault(domain, 0));
            }
            return counts;
        }
        var tally = topology.tally(sort);
        for (var node : cluster.nodes()) {
            var domain = node.label(constraint.topologyKey());
            if (domain != null
                    && keys.stream().allMatch(key -> node.label(key) != null)
                    && counts(pod.pod(), constraint, node)) {
                counts.merge(domain, tally.onNode(node.name()), Integer::sum);
            }
        }
        return counts;
    }

    /** The strict constraints. */
    public static final class Filter implements FilterPlugin {
        /** A constraint with what is counted; {@code most} is how many a domain may have before this pod. */
        private record Bound(String key, Map<String, Integer> counts, int most) {}

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public Optional<NodeFilter> prepare(PodState pod, ClusterState cluster) {
            var constraints = constraints(pod, "DoNotSchedule");
            if (constraints.isEmpty()) {
                return Optional.empty();
            }
            var keys = constraints.stream()
                    .map(TopologySpreadConstraint::topologyKey)
                    .distinct()
                    .toList();
            var bounds = new ArrayList<Bound>();
            for (var constraint : constraints) {
                var counts = counted(pod, constraint, keys, cluster);
                int least = Integer.MAX_VALUE;
                for (int count : counts.values()) {
                    least = Math.min(least, count);
                }
                int wantedDomains = constraint.hasMinDomains() ? constraint.minDomains() : 1;
                if (counts.size() < wantedDomains || counts.isEmpty()) {
                    least = 0;
                }
                boolean counted = sort(pod.pod(), constraint).matchers().get(0).matches(pod.pod());
                bounds.add(
                        new Bound(constraint.topologyKey(), counts, least + constraint.maxSkew() - (counted ? 1 : 0)));
            }
            return Optional.of(node -> test(node, bounds));
        }

        private static Verdict test(NodeState node, List<Bound> bounds) {
            for (var bound : bounds) {
                var domain = node.label(bound.key());
                if (domain == null) {
                    return WITHOUT_LABEL;
                }
                if (bound.counts().getOrDefault(domain, 0) > bound.most()) {
                    return SKEWED;
                }
            }
            return Verdict.FITS;
        }

        @Override
        public Set<ClusterEvent> unblockedBy() {
            return ClusterEvent.PODS_NEAR;
        }
    }

    /** The soft constraints. */
    public static final class Score implements ScorePlugin {
        private static final long UNRATED = -1;

        /** A constraint with what is counted; many domains make each pod weigh more. */
        private record Pull(String key, Map<String, Integer> counts, int maxSkew, double weight) {}

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public Optional<NodeScore> prepare(PodState pod, ClusterState cluster) {
            var constraints = constraints(pod, "ScheduleAnyway");
            if (constraints.isEmpty()) {
                return Optional.empty();
            }
            var pulls = new ArrayList<Pull>();
            for (var constraint : constraints) {
                var key = constraint.topologyKey();
                var counts = counted(pod, constraint, List.of(key), cluster);
                int size = key.equals(HOSTNAME) ? cluster.nodes().size() : counts.size();
                pulls.add(new Pull(key, counts, constraint.maxSkew(), Math.log(size + 2)));
            }
            return Optional.of(node -> score(node, pulls));
        }

        private static long score(NodeState node, List<Pull> pulls) {
            double sum = 0;
            for (var pull : pulls) {
                var domain = node.label(pull.key());
                if (domain == null) {
                    return UNRATED;
                }
                sum += pull.counts().getOrDefault(domain, 0) * pull.weight() + (pull.maxSkew() - 1);
            }
            return Math.round(sum);
        }

        @Override
        public int weight() {
            return 2;
        }

        @Override
        public void normalize(long[] scores) {
            long least = Long.MAX_VALUE;
            long most = 0;
            for (long score : scores) {
                if (score != UNRATED) {
                    least = Math.min(least, score);
                    most = Math.max(most, score);
                }
            }
            for (int i = 0; i < scores.length; i++) {
                if (scores[i] == UNRATED) {
                    scores[i] = 0;
                } else {
                    scores[i] = most == 0 ? MOST : MOST * (most + least - scores[i]) / most;
                }
            }
        }
    }
}
