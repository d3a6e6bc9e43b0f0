package io.navarch.controllers.resourcequota;

import io.navarch.controllers.pods.Pods;
import io.navarch.model.Quantity;
import io.navarch.model.Timestamps;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.ResourceQuota;
import io.navarch.model.core.v1.ResourceQuotaStatus;
import io.navarch.model.tree.Struct;
import io.navarch.model.usage.QuotaScopes;
import io.navarch.model.usage.QuotaUsage;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** What the objects of a namespace use of a quota. Pure logic. */
final class QuotaCount {
    private QuotaCount() {}

    /**
     * The status as it should read.
     *
     * @param objects the namespace's objects by resource, for those resources that the quota counts and that are known
     */
    static ResourceQuotaStatus status(ResourceQuota quota, Map<String, Collection<Struct>> objects, Instant now) {
        var hard = quota.spec().hard();
        var used = new TreeMap<String, Quantity>();
        for (var name : hard.keySet()) {
            if (objects.containsKey(QuotaUsage.counted(name))) {
                used.put(name, Quantity.ZERO);
            }
        }
        objects.forEach((resource, found) -> {
            for (var object : found) {
                if (isOver(resource, object, now) || !QuotaScopes.match(quota.spec(), resource, object)) {
                    continue;
                }
                QuotaUsage.of(resource, object)
                        .forEach((name, amount) -> used.computeIfPresent(name, (key, sum) -> sum.add(amount)));
            }
        });
        var texts = new TreeMap<String, String>();
        used.forEach((name, amount) -> texts.put(name, amount.toString()));
        return ResourceQuotaStatus.EMPTY.withHard(hard).withUsed(texts);
    }

    /** A pod whose grace is over takes nothing any more, even if its node has not said so. */
    private static boolean isOver(String resource, Struct object, Instant now) {
        if (!resource.equals("pods")) {
            return false;
        }
        var pod = new Pod(object);
        var meta = pod.metadata();
        return Pods.terminating(pod)
                && Timestamps.instantOrEpoch(meta.deletionTimestamp())
                        .plusSeconds(meta.deletionGracePeriodSeconds())
                        .isBefore(now);
    }
}
