package io.navarch.apiserver.subresource;

import io.navarch.apiserver.registry.ObjectStores;
import io.navarch.model.Timestamps;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.meta.v1.StatusCause;
import io.navarch.model.meta.v1.StatusDetails;
import io.navarch.model.policy.v1.PodDisruptionBudget;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.Reason;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.Struct;
import io.navarch.runtime.Clock;
import java.util.List;

/** Takes evictions from disruption budgets. Confined to one request. */
final class Budgets {
    private static final String GROUP = "policy";
    private static final String BUDGETS = "poddisruptionbudgets";
    private static final int MOST_DISRUPTED = 2000;
    private static final int RETRY_SECONDS = 10;
    private static final String VIOLATION = "Cannot evict pod as it would violate the pod's disruption budget.";

    private final ObjectStores stores;
    private final Clock clock;

    Budgets(ObjectStores stores, Clock clock) {
        this.stores = stores;
        this.clock = clock;
    }

    /** Takes one disruption for the pod; refuses with 429 if there is none to take. */
    void take(Pod pod, boolean dryRun) {
        var matching = stores.of(GROUP, BUDGETS).list(pod.namespace()).stream()
                .map(PodDisruptionBudget::new)
                .filter(budget -> EvictionHandler.selects(budget, pod))
                .toList();
        if (matching.isEmpty()) {
            return;
        }
        if (matching.size() > 1) {
            throw EvictionHandler.moreThanOne();
        }
        var budget = matching.getFirst();
        if (!EvictionHandler.isReady(pod) && unreadyIsFree(budget)) {
            return;
        }
        stores.of(GROUP, BUDGETS)
                .guaranteedUpdate(pod.namespace(), budget.name(), dryRun, stored -> taken(stored, pod));
    }

    /** What is not ready is not counted on, if the budget is met without it or says so. */
    private static boolean unreadyIsFree(PodDisruptionBudget budget) {
        var status = budget.status();
        return budget.spec().unhealthyPodEvictionPolicy().equals("AlwaysAllow")
                || status.currentHealthy() >= status.desiredHealthy() && status.desiredHealthy() > 0;
    }

    private Struct taken(Struct stored, Pod pod) {
        var budget = new PodDisruptionBudget(stored);
        var status = budget.status();
        if (status.observedGeneration() < budget.metadata().generation()) {
            throw tooMany(
                    "The disruption budget " + budget.name() + " is still being processed by the server.",
                    RETRY_SECONDS);
        }
        if (status.disruptionsAllowed() < 0) {
            throw ApiException.forbidden(GROUP, BUDGETS, budget.name(), "pdb disruptions allowed is negative");
        }
        if (status.disruptedPods().size() > MOST_DISRUPTED) {
            throw ApiException.forbidden(
                    GROUP,
                    BUDGETS,
                    budget.name(),
                    "DisruptedPods map too big - too many evictions not confirmed by PDB controller");
        }
        if (status.disruptionsAllowed() == 0) {
            throw tooMany(refusal(budget), 0);
        }
        var disrupted = Dict.of(status.disruptedPods()).with(pod.name(), Timestamps.of(clock.now()));
        return budget.withStatus(status.withDisruptionsAllowed(status.disruptionsAllowed() - 1)
                        .withDisruptedPods(disrupted.typed()))
                .tree();
    }

    /** The counts of a budget that could not be counted lately are worth nothing; its condition says what is wrong. */
    private static String refusal(PodDisruptionBudget budget) {
        var status = budget.status();
        var subject = "The disruption budget " + budget.name();
        var condition = status.conditions().stream()
                .filter(c -> c.type().equals("DisruptionAllowed")
                        && c.status().equals("False")
                        && !c.message().isEmpty())
                .findFirst();
        if (condition.isPresent() && condition.get().reason().equals("SyncFailed")) {
            return subject + " does not allow evicting pods currently because it failed sync: "
                    + condition.get().message();
        }
        if (status.currentHealthy() <= status.desiredHealthy()) {
            return subject + " needs " + status.desiredHealthy() + " healthy pods and has " + status.currentHealthy()
                    + " currently";
        }
        return subject + " does not allow evicting pods currently"
                + condition.map(c -> " (" + c.reason() + "): " + c.message()).orElse("");
    }

    private static ApiException tooMany(String why, int retryAfter) {
        var cause = StatusCause.EMPTY.withReason("DisruptionBudget").withMessage(why);
        var details = StatusDetails.EMPTY.withCauses(List.of(cause));
        return new ApiException(
                Reason.TOO_MANY_REQUESTS,
                VIOLATION,
                retryAfter == 0 ? details : details.withRetryAfterSeconds(retryAfter));
    }
}
