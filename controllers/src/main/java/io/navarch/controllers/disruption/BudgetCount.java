package io.navarch.controllers.disruption;

import io.navarch.controllers.condition.MetaConditions;
import io.navarch.controllers.pods.Pods;
import io.navarch.model.IntOrString;
import io.navarch.model.Timestamps;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.meta.v1.Condition;
import io.navarch.model.policy.v1.PodDisruptionBudget;
import io.navarch.model.policy.v1.PodDisruptionBudgetStatus;
import io.navarch.model.tree.Dict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a budget's pods allow. Pure logic.
 *
 * @param expected how many pods there should be
 * @param desired how many must be healthy
 * @param healthy how many are
 * @param disrupted when each pod was evicted that is still there, but will be gone soon
 * @param overdue evicted pods that should be gone by now and are not
 * @param recheck when the next of the disrupted will be overdue, or null
 */
record BudgetCount(
        int expected,
        int desired,
        int healthy,
        Map<String, String> disrupted,
        List<Pod> overdue,
        @Nullable Instant recheck) {
    /** How long an evicted pod may take until its deletion shows. */
    static final Duration DELETION_TIMEOUT = Duration.ofMinutes(2);

    private static final String ALLOWED = "DisruptionAllowed";

    /** Whether the sizes of the pods' owners must be known; with a number of pods that must be there they need not. */
    static boolean needsOwners(PodDisruptionBudget budget) {
        return budget.spec().hasMaxUnavailable() || IntOrString.isPercent(minAvailable(budget));
    }

    private static Object minAvailable(PodDisruptionBudget budget) {
        var wanted = budget.spec().minAvailable();
        return wanted == null ? 0L : wanted;
    }

    /** @param expected the sum of the owners' sizes, or the number of pods where no size is needed */
    static BudgetCount of(PodDisruptionBudget budget, List<Pod> pods, int expected, Instant now) {
        var disrupted = new HashMap<String, String>();
        var overdue = new ArrayList<Pod>();
        Instant recheck = null;
        for (var pod : pods) {
            var evicted = budget.status().disruptedPods().get(pod.name());
            if (evicted == null || Pods.terminating(pod)) {
                continue;
            }
            var gone = Timestamps.instantOrEpoch(evicted).plus(DELETION_TIMEOUT);
            if (gone.isBefore(now)) {
                overdue.add(pod);
            } else {
                disrupted.put(pod.name(), evicted);
                recheck = recheck == null || gone.isBefore(recheck) ? gone : recheck;
            }
        }
        int healthy = 0;
        for (var pod : pods) {
            if (!Pods.terminating(pod) && !disrupted.containsKey(pod.name()) && Pods.ready(pod)) {
                healthy++;
            }
        }
        return new BudgetCount(expected, desired(budget, expected), healthy, disrupted, overdue, recheck);
    }

    private static int desired(PodDisruptionBudget budget, int expected) {
        var most = budget.spec().maxUnavailable();
        if (most != null) {
            return Math.max(0, expected - IntOrString.scaled(most, expected, true));
        }
        return IntOrString.scaled(minAvailable(budget), expected, true);
    }

    int allowed() {
        return expected <= 0 ? 0 : Math.max(0, healthy - desired);
    }

    /** The budget's status as it should read. */
    PodDisruptionBudgetStatus status(PodDisruptionBudget budget, Instant now) {
        var status = budget.status()
                .withCurrentHealthy(healthy)
                .withDesiredHealthy(desired)
                .withExpectedPods(expected)
                .withDisruptionsAllowed(allowed())
                .withObservedGeneration(budget.metadata().generation());
        status = disrupted.isEmpty()
                ? status.withoutDisruptedPods()
                : status.withDisruptedPods(Dict.of(disrupted).typed());
        boolean some = allowed() > 0;
        return with(status, some, some ? "SufficientPods" : "InsufficientPods", "", now);
    }

    /** The status of a budget that could not be counted: nothing may be disrupted. */
    static PodDisruptionBudgetStatus failed(PodDisruptionBudget budget, String why, Instant now) {
        return with(budget.status().withDisruptionsAllowed(0), false, "SyncFailed", why, now);
    }

    private static PodDisruptionBudgetStatus with(
            PodDisruptionBudgetStatus status, boolean allowed, String reason, String message, Instant now) {
        var condition = Condition.EMPTY
                .withType(ALLOWED)
                .withStatus(allowed ? "True" : "False")
                .withReason(reason)
                .withMessage(message)
                .withObservedGeneration(status.observedGeneration());
        return status.withConditions(MetaConditions.with(status.conditions(), condition, now));
    }
}
