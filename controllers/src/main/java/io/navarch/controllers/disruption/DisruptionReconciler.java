package io.navarch.controllers.disruption;

import io.navarch.client.KubeClient;
import io.navarch.client.event.EventRecorder;
import io.navarch.client.informer.Lister;
import io.navarch.model.ObjectKey;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.policy.v1.PodDisruptionBudget;
import io.navarch.model.policy.v1.PodDisruptionBudgetStatus;
import io.navarch.model.selector.LabelSelector;
import io.navarch.model.status.ApiException;
import io.navarch.runtime.Clock;
import io.navarch.runtime.queue.Next;
import io.navarch.runtime.queue.Reconciler;
import java.time.Duration;
import java.util.List;

/** Counts each budget anew and writes what it allows. A key never runs twice at once. */
final class DisruptionReconciler implements Reconciler<ObjectKey> {
    private final KubeClient client;
    private final Lister<PodDisruptionBudget> budgets;
    private final Lister<Pod> pods;
    private final OwnerSizes owners;
    private final EventRecorder events;
    private final Clock clock;

    DisruptionReconciler(
            KubeClient client,
            Lister<PodDisruptionBudget> budgets,
            Lister<Pod> pods,
            OwnerSizes owners,
            EventRecorder events,
            Clock clock) {
        this.client = client;
        this.budgets = budgets;
        this.pods = pods;
        this.owners = owners;
        this.events = events;
        this.clock = clock;
    }

    @Override
    public Next reconcile(ObjectKey key) {
        var found = budgets.find(key);
        if (found.isEmpty()) {
            return Next.done();
        }
        var budget = found.get();
        try {
            return count(budget);
        } catch (OwnerSizes.UnknownSizeException e) {
            var why = String.valueOf(e.getMessage());
            events.warning(
                    budget,
                    "CalculateExpectedPodCountFailed",
                    "Failed to calculate the number of expected pods: " + why);
            write(budget, BudgetCount.failed(budget, why, clock.now()));
            return Next.retry();
        }
    }

    private Next count(PodDisruptionBudget budget) {
        var mine = podsOf(budget);
        if (mine.isEmpty()) {
            events.normal(budget, "NoPods", "No matching pods found");
        }
        int expected = mine.size();
        if (BudgetCount.needsOwners(budget)) {
            var sum = owners.of(mine);
            expected = sum.expected();
            if (!sum.unmanaged().isEmpty()) {
                warnOfUnmanaged(budget);
            }
        }
        var now = clock.now();
        var count = BudgetCount.of(budget, mine, expected, now);
        for (var pod : count.overdue()) {
            events.warning(
                    pod, "NotDeleted", "Pod was expected by PDB " + budget.key() + " to be deleted but it wasn't");
        }
        write(budget, count.status(budget, now));
        var recheck = count.recheck();
        return recheck == null
                ? Next.done()
                : Next.after(Duration.between(now, recheck).plusSeconds(1));
    }

    private void warnOfUnmanaged(PodDisruptionBudget budget) {
        var selector = budget.spec().selector();
        events.warning(
                budget,
                "UnmanagedPods",
                "Pods selected by this PodDisruptionBudget (selector: " + GoSelector.text(selector)
                        + ") were found to be unmanaged. As a result, the status of the PDB cannot be calculated"
                        + " correctly, which may result in undefined behavior. To account for these pods please set"
                        + " \".spec.minAvailable\" field of the PDB to an integer value.");
    }

    private List<Pod> podsOf(PodDisruptionBudget budget) {
        if (!budget.spec().hasSelector()) {
            return List.of();
        }
        var selector = LabelSelector.of(budget.spec().selector());
        return pods.in(budget.namespace()).stream()
                .filter(pod -> selector.matches(pod.metadata().labels()))
                .toList();
    }

    private void write(PodDisruptionBudget budget, PodDisruptionBudgetStatus status) {
        if (status.equals(budget.status())) {
            return;
        }
        try {
            client.of(PodDisruptionBudget.KIND).updateStatus(budget.withStatus(status));
        } catch (ApiException e) {
            // After a conflict, which an eviction in between makes, the newer version is on its way and is counted
            // anew.
            if (!e.isConflict() && !e.isNotFound()) {
                throw e;
            }
        }
    }
}
