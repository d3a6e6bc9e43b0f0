package io.navarch.apiserver.subresource;

import io.navarch.apiserver.registry.AdmissionRequest.Operation;
import io.navarch.apiserver.registry.ForeignObjects;
import io.navarch.apiserver.registry.ObjectStores;
import io.navarch.apiserver.registry.SubresourceHandler;
import io.navarch.apiserver.request.ApiRequest;
import io.navarch.apiserver.request.ApiResponse;
import io.navarch.model.Timestamps;
import io.navarch.model.core.v1.Binding;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.PodCondition;
import io.navarch.model.kind.ServedKind;
import io.navarch.model.status.ApiException;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.Struct;
import io.navarch.model.validation.FieldErrors;
import io.navarch.runtime.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Puts a pod on a node, once: what a scheduler does. */
final class BindingHandler implements SubresourceHandler {
    private static final ServedKind BINDING = ForeignObjects.kind("", "v1", "Binding", Binding.TYPE, List.of());

    private final ObjectStores stores;
    private final ForeignObjects objects;
    private final AdmissionDoor door;
    private final Clock clock;

    BindingHandler(ObjectStores stores, ForeignObjects objects, AdmissionDoor door, Clock clock) {
        this.stores = stores;
        this.objects = objects;
        this.door = door;
        this.clock = clock;
    }

    @Override
    public ApiResponse handle(ApiRequest request, ServedKind served) throws InterruptedException {
        var options = objects.options(request);
        var binding = new Binding(objects.read(request, BINDING, options));
        var name = request.info().subresource().isEmpty()
                ? binding.name()
                : request.info().name();
        if (!binding.name().equals(name)) {
            throw ApiException.badRequest("name in URL does not match name in Binding object");
        }
        check(binding);
        var admitted = new Binding(
                door.admit(request, served, BINDING, Operation.CREATE, binding.tree(), null, options.dryRun()));
        stores.of("", "pods")
                .guaranteedUpdate(
                        request.info().namespace(), name, options.dryRun(), stored -> bound(new Pod(stored), admitted));
        return objects.success(request);
    }

    private static void check(Binding binding) {
        var errors = FieldErrors.none();
        var kind = binding.target().kind();
        if (!kind.isEmpty() && !kind.equals("Node")) {
            errors.notSupported("target.kind", kind, List.of("Node", "<empty>"));
        }
        if (binding.target().name().isEmpty()) {
            errors.required("target.name", "");
        }
        if (!errors.isEmpty()) {
            throw errors.exception("", "Binding", binding.name());
        }
    }

    private Struct bound(Pod pod, Binding binding) {
        var uid = binding.metadata().uid();
        if (!uid.isEmpty() && !uid.equals(pod.uid())) {
            throw refused(
                    pod, "Precondition failed: UID in precondition: " + uid + ", UID in object meta: " + pod.uid());
        }
        if (pod.metadata().hasDeletionTimestamp()) {
            throw refused(pod, "pod " + pod.name() + " is being deleted, cannot be assigned to a host");
        }
        if (!pod.spec().nodeName().isEmpty()) {
            throw refused(
                    pod,
                    "pod " + pod.name() + " is already assigned to node \""
                            + pod.spec().nodeName() + "\"");
        }
        if (!pod.spec().schedulingGates().isEmpty()) {
            throw refused(pod, "pod " + pod.name() + " has non-empty .spec.schedulingGates");
        }
        var metadata = pod.metadata();
        if (!binding.metadata().annotations().isEmpty()) {
            metadata = metadata.withAnnotations(
                    merged(metadata.annotations(), binding.metadata().annotations()));
        }
        if (!binding.metadata().labels().isEmpty()) {
            metadata = metadata.withLabels(
                    merged(metadata.labels(), binding.metadata().labels()));
        }
        return pod.withMetadata(metadata)
                .withSpec(pod.spec().withNodeName(binding.target().name()))
                .withStatus(pod.status().withConditions(scheduled(pod)))
                .tree();
    }

    private static Map<String, String> merged(Map<String, String> one, Map<String, String> other) {
        var merged = Dict.of(one);
        for (var entry : other.entrySet()) {
            merged = merged.with(entry.getKey(), entry.getValue());
        }
        return merged.typed();
    }

    private List<PodCondition> scheduled(Pod pod) {
        var conditions = new ArrayList<PodCondition>();
        for (var condition : pod.status().conditions()) {
            if (!condition.type().equals("PodScheduled")) {
                conditions.add(condition);
            }
        }
        conditions.add(PodCondition.EMPTY
                .withType("PodScheduled")
                .withStatus("True")
                .withLastTransitionTime(Timestamps.of(clock.now())));
        return conditions;
    }

    private static ApiException refused(Pod pod, String why) {
        return ApiException.conflict("", "pods/binding", pod.name(), why);
    }
}
