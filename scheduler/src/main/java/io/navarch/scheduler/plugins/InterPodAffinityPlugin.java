package io.navarch.scheduler.plugins;

import io.navarch.scheduler.framework.ClusterEvent;
import io.navarch.scheduler.framework.FilterPlugin;
import io.navarch.scheduler.framework.ScorePlugin;
import io.navarch.scheduler.framework.Verdict;
import io.navarch.scheduler.state.AffinityTerm;
import io.navarch.scheduler.state.ClusterState;
import io.navarch.scheduler.state.NodeState;
import io.navarch.scheduler.state.PodMatcher;
import io.navarch.scheduler.state.PodState;
import io.navarch.scheduler.state.Tally;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Puts pods near those that they want near, and away from those that they, or that want them, away. */
public final class InterPodAffinityPlugin {
    private static final String NAME = "InterPodAffinity";
    private static final Verdict NOT_NEAR = Verdict.unresolvable("node(s) didn't match pod affinity rules");
    private static final Verdict NOT_AWAY = Verdict.refused("node(s) didn't match pod anti-affinity rules");
    private static final Verdict DISTURBS = Verdict.refused("node(s) didn't satisfy existing pods anti-affinity rules");

    private InterPodAffinityPlugin() {}

    /** The counts of a sort of pods in the domains of a label. */
    private record Domains(String key, Map<String, Integer> counts) {
        boolean counted(NodeState node) {
            var domain = node.label(key);
            return domain != null && counts.getOrDefault(domain, 0) > 0;
        }
    }

    /** What is required. */
    public static final class Filter implements FilterPlugin {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        public Optional<NodeFilter> prepare(PodState pod, ClusterState cluster) {
            var disturbed = disturbed(pod, cluster);
            var terms = pod.terms();
            if (disturbed.isEmpty() && terms.near().isEmpty() && terms.away().isEmpty()) {
                return Optional.empty();
            }
            var away = new ArrayList<Domains>();
            for (var term : terms.away()) {
                var sort = new Tally.Sort(List.of(term.matcher(cluster.namespaces())), false);
                away.add(new Domains(term.topologyKey(), cluster.topology().counts(sort, term.topologyKey())));
            }
            var near = new ArrayList<Domains>();
            boolean first = false;
            if (!terms.near().isEmpty()) {
                var sort = new Tally.Sort(matchers(terms.near(), cluster), false);
                for (var term : terms.near()) {
                    near.add(new Domains(term.topologyKey(), cluster.topology().counts(sort, term.topologyKey())));
                }
                // The first of pods that want each other near must be let in somewhere.
                first = near.stream().allMatch(domains -> domains.counts().isEmpty()) && likesItself(pod, sort);
            }
            boolean anywhere = first;
            return Optional.of(node -> test(node, near, anywhere, away, disturbed));
        }

        private static List<PodMatcher> matchers(List<AffinityTerm> terms, ClusterState cluster) {
            return terms.stream()
                    .map(term -> term.matcher(cluster.namespaces()))
                    .toList();
        }

        private static boolean likesItself(PodState pod, Tally.Sort sort) {
            return sort.matchers().stream().allMatch(matcher -> matcher.matches(pod.pod()));
        }

        private static List<Domains> disturbed(PodState pod, ClusterState cluster) {
            var keptAway = cluster.topology().keptAway();
            if (keptAway.isEmpty()) {
                return List.of();
            }
            var labels = cluster.namespaces().labels(pod.pod().namespace());
            var disturbed = new ArrayList<Domains>();
            keptAway.forEach((term, domains) -> {
                if (term.matches(pod.pod(), labels)) {
                    disturbed.add(new Domains(term.topologyKey(), domains));
                }
            });
            return disturbed;
        }

        private static Verdict test(
                NodeState node, List<Domains> near, boolean anywhere, List<Domains> away, List<Domains> disturbed) {
            boolean missing = false;
            for (var domains : near) {
                if (node.label(domains.key()) == null) {
                    return NOT_NEAR;
                }
                missing |= !domains.counted(node);
            }
            if (missing && !anywhere) {
                return NOT_NEAR;
            }
            for (var domains : away) {
                if (domains.counted(node)) {
                    return NOT_AWAY;
                }
            }
            for (var domains : disturbed) {
                if (domains.counted(node)) {
                    return DISTURBS;
                }
            }
            return Verdict.FITS;
        }

        @Override
        public Set<ClusterEvent> unblockedBy() {
            return ClusterEvent.PODS_NEAR;
        }
    }

    /** What is wished for, by the pod and by those that are there. */
    public static final class Score implements ScorePlugin {
        /** Weights of a sort of pods in the domains of a label. */
        private record Weights(String key, Map<String, Integer> weights, long factor) {}

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public Optional<NodeScore> prepare(PodState pod, ClusterState cluster) {
            var weights = new ArrayList<Weights>();
            for (var wish : pod.terms().wishes()) {
                var term = wish.term();
                var sort = new Tally.Sort(List.of(term.matcher(cluster.namespaces())), false);
                weights.add(new Weights(
                        term.topologyKey(), cluster.topology().counts(sort, term.topologyKey()), wish.weight()));
            }
            var labels = cluster.namespaces().labels(pod.pod().namespace());
            cluster.topology().wished().forEach((term, domains) -> {
                if (term.matches(pod.pod(), labels)) {
                    weights.add(new Weights(term.topologyKey(), domains, 1));
                }
            });
            return weights.isEmpty() ? Optional.empty() : Optional.of(node -> score(node, weights));
        }

        private static long score(NodeState node, List<Weights> weights) {
            long sum = 0;
            for (var each : weights) {
                var domain = node.label(each.key());
                if (domain != null) {
                    sum += each.factor() * each.weights().getOrDefault(domain, 0);
                }
            }
            return sum;
        }

        @Override
        public int weight() {
            return 2;
        }

        @Override
        public void normalize(long[] scores) {
            long lowest = Long.MAX_VALUE;
            long highest = Long.MIN_VALUE;
            for (long score : scores) {
                lowest = Math.min(lowest, score);
                highest = Math.max(highest, score);
            }
            for (int i = 0; i < scores.length; i++) {
                scores[i] = highest == lowest ? 0 : MOST * (scores[i] - lowest) / (highest - lowest);
            }
        }
    }
}
