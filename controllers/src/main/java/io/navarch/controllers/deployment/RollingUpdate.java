package io.navarch.controllers.deployment;

import io.navarch.model.apps.v1.Deployment;
import io.navarch.model.apps.v1.ReplicaSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides the next sizes in a rolling update: the new set grows as far as the surge allows, the old ones shrink as far as
 * availability allows, those pods first that are not healthy. Pure logic.
 */
final class RollingUpdate {
    private RollingUpdate() {}

    /** How large the new set may be now. */
    static int newSize(Deployment deployment, ReplicaSet newSet, List<ReplicaSet> all) {
        int wanted = Sets.replicas(deployment);
        int size = Sets.replicas(newSet);
        if (!Sets.rolling(deployment)) {
            return wanted;
        }
        if (size >= wanted) {
            return wanted;
        }
        int room = wanted + Sets.maxSurge(deployment) - Sets.wanted(all);
        return room <= 0 ? size : size + Math.min(room, wanted - size);
    }

    /** The new sizes of the old sets that change. */
    static Map<ReplicaSet, Integer> oldSizes(Deployment deployment, ReplicaSet newSet, List<ReplicaSet> old) {
        var sizes = new LinkedHashMap<ReplicaSet, Integer>();
        if (Sets.wanted(old) == 0) {
            return sizes;
        }
        var all = new ArrayList<>(old);
        all.add(newSet);
        int least = Sets.replicas(deployment) - Sets.maxUnavailable(deployment);
        int newUnavailable = Sets.replicas(newSet) - newSet.status().availableReplicas();
        int most = Sets.wanted(all) - least - newUnavailable;
        if (most <= 0) {
            return sizes;
        }
        int cleaned = shrinkUnhealthy(old, most, sizes);
        shrinkHealthy(old, Math.min(Sets.available(all) - least, most - cleaned), sizes);
        return sizes;
    }

    private static int shrinkUnhealthy(List<ReplicaSet> old, int most, Map<ReplicaSet, Integer> sizes) {
        int total = 0;
        for (var set : old.stream().sorted(Sets.OLDEST_FIRST).toList()) {
            int size = Sets.replicas(set);
            int unhealthy = size - set.status().availableReplicas();
            if (total >= most || size == 0 || unhealthy <= 0) {
                continue;
            }
            int less = Math.min(most - total, unhealthy);
            sizes.put(set, size - less);
            total += less;
        }
        return total;
    }

    private static void shrinkHealthy(List<ReplicaSet> old, int count, Map<ReplicaSet, Integer> sizes) {
        int left = count;
        for (var set : old.stream().sorted(Sets.OLDEST_FIRST).toList()) {
            int size = sizes.getOrDefault(set, Sets.replicas(set));
            if (left <= 0 || size == 0) {
                continue;
            }
            int less = Math.min(size, left);
            sizes.put(set, size - less);
            left -= less;
        }
    }
}
