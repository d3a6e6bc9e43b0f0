package io.navarch.apiserver.subresource;

import io.navarch.apiserver.registry.AdmissionRequest.Operation;
import io.navarch.apiserver.registry.DeleteOptions;
import io.navarch.apiserver.registry.ForeignObjects;
import io.navarch.apiserver.registry.ObjectStores;
import io.navarch.apiserver.registry.SubresourceHandler;
import io.navarch.apiserver.request.ApiRequest;
import io.navarch.apiserver.request.ApiResponse;
import io.navarch.model.Timestamps;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.PodCondition;
import io.navarch.model.kind.ServedKind;
import io.navarch.model.policy.v1.Eviction;
import io.navarch.model.policy.v1.PodDisruptionBudget;
import io.navarch.model.status.ApiException;
import io.navarch.model.tree.Struct;
import io.navarch.runtime.Clock;
import java.util.ArrayList;
import java.util.List;

/** Deletes a pod if its disruption budget allows it. */
final class EvictionHandler implements SubresourceHandler {
    private static final ServedKind EVICTION =
            ForeignObjects.kind("policy", "v1", "Eviction", Eviction.TYPE, List.of());

    /** What kubectl up to 1.21 sends. */
    private static final ServedKind BETA =
            ForeignObjects.kind("policy", "v1beta1", "Eviction", Eviction.TYPE, List.of());

    private final ObjectStores stores;
    private final ForeignObjects objects;
    private final AdmissionDoor door;
    private final Clock clock;

    EvictionHandler(ObjectStores stores, ForeignObjects objects, AdmissionDoor door, Clock clock) {
        this.stores = stores;
        this.objects = objects;
        this.door = door;
        this.clock = clock;
    }

    @Override
    public ApiResponse handle(ApiRequest request, ServedKind served) throws InterruptedException {
        var options = objects.options(request);
        var eviction = new Eviction(objects.read(request, List.of(EVICTION, BETA), options));
        var namespace = request.info().namespace();
        var name = request.info().name();
        if (!eviction.metadata().name().equals(name)) {
            throw ApiException.badRequest("name in URL does not match name in Eviction object");
        }
        boolean dryRun = options.dryRun() || !eviction.deleteOptions().dryRun().isEmpty();
        var pod = new Pod(stores.of("", "pods").get(namespace, name));
        door.admit(request, served, EVICTION, Operation.CREATE, eviction.tree(), null, dryRun);
        if (!isOverAnyway(pod)) {
            new Budgets(stores, clock).take(pod, dryRun);
            if (!dryRun) {
                stores.of("", "pods").guaranteedUpdate(namespace, name, false, this::disrupted);
            }
        }
        stores.of("", "pods").delete(request.user(), namespace, name, deletion(eviction, dryRun));
        return objects.success(request);
    }

    /** A pod that does not serve, or goes already, is no loss. */
    private static boolean isOverAnyway(Pod pod) {
        var phase = pod.status().phase();
        return phase.equals("Succeeded")
                || phase.equals("Failed")
                || phase.equals("Pending")
                || pod.metadata().hasDeletionTimestamp();
    }

    private Struct disrupted(Struct stored) {
        var pod = new Pod(stored);
        var conditions = new ArrayList<PodCondition>();
        for (var condition : pod.status().conditions()) {
            if (!condition.type().equals("DisruptionTarget")) {
                conditions.add(condition);
            }
        }
        conditions.add(PodCondition.EMPTY
                .withType("DisruptionTarget")
                .withStatus("True")
                .withReason("EvictionByEvictionAPI")
                .withMessage("Eviction API: evicting")
                .withLastTransitionTime(Timestamps.of(clock.now())));
        return pod.withStatus(pod.status().withConditions(conditions)).tree();
    }

    private static DeleteOptions deletion(Eviction eviction, boolean dryRun) {
        var wanted = eviction.deleteOptions();
        var preconditions = wanted.preconditions();
        return new DeleteOptions(
                wanted.hasGracePeriodSeconds() ? (Long) wanted.gracePeriodSeconds() : null,
                wanted.propagationPolicy(),
                preconditions.uid(),
                preconditions.resourceVersion(),
                dryRun);
    }

    static boolean isReady(Pod pod) {
        return pod.status().conditions().stream()
                .anyMatch(condition ->
                        condition.type().equals("Ready") && condition.status().equals("True"));
    }

    static boolean selects(PodDisruptionBudget budget, Pod pod) {
        return budget.spec().hasSelector()
                && SelectorText.selector(budget.spec().selector())
                        .matches(pod.metadata().labels());
    }

    static ApiException moreThanOne() {
        return new ApiException(
                io.navarch.model.status.Reason.INTERNAL_ERROR,
                "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.");
    }
}
