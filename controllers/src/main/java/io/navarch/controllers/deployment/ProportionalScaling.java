package io.navarch.controllers.deployment;

import io.navarch.model.apps.v1.Deployment;
import io.navarch.model.apps.v1.ReplicaSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Spreads a change of size over all sets of a Deployment that is scaled in the middle of a roll. Pure logic. */
final class ProportionalScaling {
    private ProportionalScaling() {}

    /** The new size of each active set. */
    static Map<ReplicaSet, Integer> sizes(Deployment deployment, List<ReplicaSet> active) {
        int total = Sets.wanted(active);
        int allowed = Sets.replicas(deployment) > 0 ? Sets.replicas(deployment) + Sets.maxSurge(deployment) : 0;
        int change = allowed - total;
        var largestFirst = Comparator.<ReplicaSet>comparingInt(Sets::replicas).reversed();
        var order = largestFirst.thenComparing(change > 0 ? Sets.OLDEST_FIRST.reversed() : Sets.OLDEST_FIRST);
        var sorted = active.stream().sorted(order).toList();
        var sizes = new LinkedHashMap<ReplicaSet, Integer>();
        int given = 0;
        for (var set : sorted) {
            int share = change == 0 ? 0 : share(set, deployment, change, given);
            sizes.put(set, Sets.replicas(set) + share);
            given += share;
        }
        if (!sorted.isEmpty() && change != given) {
            sizes.merge(sorted.get(0), change - given, (size, rest) -> Math.max(0, size + rest));
        }
        return sizes;
    }

    private static int share(ReplicaSet set, Deployment deployment, int change, int given) {
        int left = change - given;
        int exact = fraction(set, deployment);
        return change > 0 ? Math.min(exact, left) : Math.max(exact, left);
    }

    private static int fraction(ReplicaSet set, Deployment deployment) {
        if (Sets.replicas(deployment) == 0) {
            return -Sets.replicas(set);
        }
        int allowed = Sets.replicas(deployment) + Sets.maxSurge(deployment);
        long before = Sets.number(set.metadata().annotations().get(Sets.MAX));
        if (before == 0) {
            before = deployment.status().replicas();
        }
        if (before == 0) {
            return 0;
        }
        long grown = Math.round((double) Sets.replicas(set) * allowed / before);
        return (int) grown - Sets.replicas(set);
    }
}
