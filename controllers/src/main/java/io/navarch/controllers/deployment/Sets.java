package io.navarch.controllers.deployment;

import io.navarch.model.IntOrString;
import io.navarch.model.Timestamps;
import io.navarch.model.apps.v1.Deployment;
import io.navarch.model.apps.v1.ReplicaSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Facts about a Deployment's ReplicaSets, and the annotations by which they remember. */
final class Sets {
    static final String REVISION = "deployment.kubernetes.io/revision";
    static final String REVISION_HISTORY = "deployment.kubernetes.io/revision-history";
    static final String DESIRED = "deployment.kubernetes.io/desired-replicas";
    static final String MAX = "deployment.kubernetes.io/max-replicas";

    static final Comparator<ReplicaSet> OLDEST_FIRST = Comparator.<ReplicaSet, java.time.Instant>comparing(
                    set -> Timestamps.instantOrEpoch(set.metadata().creationTimestamp()))
            .thenComparing(ReplicaSet::name);

    private Sets() {}

    static int replicas(Deployment deployment) {
        return deployment.spec().hasReplicas() ? deployment.spec().replicas() : 1;
    }

    static int replicas(ReplicaSet set) {
        return set.spec().hasReplicas() ? set.spec().replicas() : 1;
    }

    static int wanted(Collection<ReplicaSet> sets) {
        return sets.stream().mapToInt(Sets::replicas).sum();
    }

    static int actual(Collection<ReplicaSet> sets) {
        return sets.stream().mapToInt(set -> set.status().replicas()).sum();
    }

    static int available(Collection<ReplicaSet> sets) {
        return sets.stream().mapToInt(set -> set.status().availableReplicas()).sum();
    }

    static int ready(Collection<ReplicaSet> sets) {
        return sets.stream().mapToInt(set -> set.status().readyReplicas()).sum();
    }

    static List<ReplicaSet> active(Collection<ReplicaSet> sets) {
        return sets.stream().filter(set -> replicas(set) > 0).toList();
    }

    /** Whether the set alone is all that the Deployment wants. */
    static boolean saturated(Deployment deployment, ReplicaSet set) {
        int wanted = replicas(deployment);
        return replicas(set) == wanted
                && number(set.metadata().annotations().get(DESIRED)) == wanted
                && set.status().availableReplicas() == wanted;
    }

    static boolean rolling(Deployment deployment) {
        return !deployment.spec().strategy().type().equals("Recreate");
    }

    /** Pods that may exist above the wanted number. */
    static int maxSurge(Deployment deployment) {
        var stated = deployment.spec().strategy().rollingUpdate().maxSurge();
        return rolling(deployment) && stated != null ? IntOrString.scaled(stated, replicas(deployment), true) : 0;
    }

    /** Wanted pods that may be missing; at least one if there is no surge either, or nothing could ever move. */
    static int maxUnavailable(Deployment deployment) {
        if (!rolling(deployment) || replicas(deployment) == 0) {
            return 0;
        }
        var stated = deployment.spec().strategy().rollingUpdate().maxUnavailable();
        int scaled = stated == null ? 0 : IntOrString.scaled(stated, replicas(deployment), false);
        if (scaled == 0 && maxSurge(deployment) == 0) {
            return 1;
        }
        return Math.min(scaled, replicas(deployment));
    }

    static long revision(ReplicaSet set) {
        return number(set.metadata().annotations().get(REVISION));
    }

    static long number(@org.jspecify.annotations.Nullable String text) {
        if (text == null) {
            return 0;
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            // Somebody else's annotation: it says nothing.
            return 0;
        }
    }
}
