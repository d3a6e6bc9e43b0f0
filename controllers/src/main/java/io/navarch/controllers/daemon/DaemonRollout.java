package io.navarch.controllers.daemon;

import io.navarch.controllers.pods.Pods;
import io.navarch.model.IntOrString;
import io.navarch.model.apps.v1.DaemonSet;
import io.navarch.model.core.v1.Pod;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The next step of a rolling update: which old pods go now, and which nodes get a second, new pod beside the old one. Pure
 * logic.
 */
record DaemonRollout(List<Pod> delete, List<String> surge) {
    private static final DaemonRollout NOTHING = new DaemonRollout(List.of(), List.of());

    /** The old and the new pod of a node, as far as there are any. */
    private record Pair(@Nullable Pod old, @Nullable Pod fresh) {}

    /**
     * @param byNode the set's pods by node, of the nodes that want one
     * @param desired how many nodes want one
     */
    static DaemonRollout of(DaemonSet set, Map<String, List<Pod>> byNode, int desired, String hash, Instant now) {
        if (set.spec().updateStrategy().type().equals("OnDelete")) {
            return NOTHING;
        }
        int surge = maxSurge(set, desired);
        return surge > 0 ? surging(set, byNode, surge, hash, now) : replacing(set, byNode, desired, hash, now);
    }

    static int maxSurge(DaemonSet set, int desired) {
        var stated = set.spec().updateStrategy().rollingUpdate().maxSurge();
        return stated == null || set.spec().updateStrategy().type().equals("OnDelete")
                ? 0
                : IntOrString.scaled(stated, desired, true);
    }

    /** At least one if there is no surge, or nothing could ever move. */
    static int maxUnavailable(DaemonSet set, int desired) {
        var stated = set.spec().updateStrategy().rollingUpdate().maxUnavailable();
        int scaled = stated == null ? 1 : IntOrString.scaled(stated, desired, true);
        return scaled == 0 && maxSurge(set, desired) == 0 ? 1 : scaled;
    }

    private static DaemonRollout replacing(
            DaemonSet set, Map<String, List<Pod>> byNode, int desired, String hash, Instant now) {
        int allowed = maxUnavailable(set, desired);
        int unavailable = 0;
        var broken = new ArrayList<Pod>();
        var candidates = new ArrayList<Pod>();
        for (var pods : byNode.values()) {
            var pair = pair(set, pods, hash);
            if (pair == null || (pair.old() == null) == (pair.fresh() == null)) {
                // Too many or none: the plan cares for it, meanwhile the node has nothing.
                unavailable++;
            } else if (pair.fresh() != null) {
                if (!available(set, pair.fresh(), now)) {
                    unavailable++;
                }
            } else if (pair.old() != null && !available(set, pair.old(), now)) {
                broken.add(pair.old());
            } else if (pair.old() != null) {
                candidates.add(pair.old());
            }
        }
        var delete = new ArrayList<>(broken);
        candidates.stream().limit(Math.max(0, allowed - unavailable)).forEach(delete::add);
        return new DaemonRollout(delete, List.of());
    }

    private static DaemonRollout surging(
            DaemonSet set, Map<String, List<Pod>> byNode, int allowed, String hash, Instant now) {
        int surging = 0;
        var delete = new ArrayList<Pod>();
        var broken = new ArrayList<String>();
        var candidates = new ArrayList<String>();
        for (var entry : byNode.entrySet()) {
            var pair = pair(set, entry.getValue(), hash);
            if (pair == null) {
                surging++;
            } else if (pair.old() != null && pair.fresh() == null) {
                (available(set, pair.old(), now) ? candidates : broken).add(entry.getKey());
            } else if (pair.old() != null && pair.fresh() != null) {
                if (!available(set, pair.old(), now) || available(set, pair.fresh(), now)) {
                    delete.add(pair.old());
                } else {
                    surging++;
                }
            }
        }
        var surge = new ArrayList<>(broken);
        candidates.stream().limit(Math.max(0, allowed - surging)).forEach(surge::add);
        return new DaemonRollout(delete, surge);
    }

    /** Null if there is more than one of either. */
    private static @Nullable Pair pair(DaemonSet set, List<Pod> pods, String hash) {
        Pod old = null;
        Pod fresh = null;
        for (var pod : pods) {
            if (Pods.terminating(pod)) {
                continue;
            }
            if (DaemonPods.current(pod, set, hash)) {
                if (fresh != null) {
                    return null;
                }
                fresh = pod;
            } else {
                if (old != null) {
                    return null;
                }
                old = pod;
            }
        }
        return new Pair(old, fresh);
    }

    private static boolean available(DaemonSet set, Pod pod, Instant now) {
        return Pods.available(pod, set.spec().minReadySeconds(), now);
    }
}
