package io.navarch.apiserver.subresource;

import io.navarch.apiserver.registry.ObjectStores;
import io.navarch.model.kind.ServedKind;
import io.navarch.apiserver.request.ApiRequest;
import io.navarch.apiserver.request.ApiResponse;
import io.navarch.model.Timestamps;
import io.navarch.model.core.v1.Binding;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.PodCondition;
import io.navarch.model.meta.v1.ListMeta;
import io.navarch.model.meta.v1.Status;
import io.navarch.model.meta.v1.StatusCause;
import io.navarch.model.status.ApiException;
import io.navarch.model.tree.JsonWriter;
import io.navarch.runtime.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/** Gives a pod its node: {@code pods/binding}, and the older way of posting to {@code bindings}. */
public final class PodBinding {
    private final ObjectStores stores;
    private final Clock clock;

    public PodBinding(ObjectStores stores, Clock clock) {
        this.stores = stores;
        this.clock = clock;
    }

    /** @param served of the pod, or of the Binding itself */
    public ApiResponse handle(ApiRequest request, ServedKind served) {
        var binding = new Binding(SentObject.read(request, Binding.TYPE));
        var name = request.info().name().isEmpty() ? binding.name() : request.info().name();
        check(binding, name);
        boolean dryRun = !request.parameter("dryRun").isEmpty();
        stores.of("", "pods")
                .guaranteedUpdate(
                        request.info().namespace(), name, dryRun, tree -> bound(new Pod(tree), binding).tree());
        var status = Status.EMPTY
                .withApiVersion("v1")
                .withKind("Status")
                .withMetadata(ListMeta.EMPTY)
                .withStatus("Success")
                .withCode(201);
        return ApiResponse.json(201, JsonWriter.bytes(status.tree()));
    }

    private static void check(Binding binding, String name) {
        var target = binding.target();
        if (!target.kind().isEmpty() && !target.kind().equals("Node")) {
            throw invalid(name, "target.kind", "FieldValueNotSupported", "Unsupported value: \"" + target.kind()
                    + "\": supported values: \"Node\", \"<empty>\"");
        }
        if (target.name().isEmpty()) {
            throw invalid(name, "target.name", "FieldValueRequired", "Required value");
        }
    }

    private static ApiException invalid(String name, String field, String reason, String message) {
        var cause = StatusCause.EMPTY.withReason(reason).withMessage(message).withField(field);
        return ApiException.invalid("", "Binding", name, field + ": " + message, List.of(cause));
    }

    private Pod bound(Pod pod, Binding binding) {
        var wantedUid = binding.metadata().uid();
        if (!wantedUid.isEmpty() && !wantedUid.equals(pod.uid())) {
            throw conflict(pod, "Precondition failed: UID in precondition: " + wantedUid + ", UID in object meta: " + pod.uid());
        }
        if (pod.metadata().hasDeletionTimestamp()) {
            throw conflict(pod, "pod " + pod.name() + " is being deleted, cannot be assigned to a host");
        }
        if (!pod.spec().nodeName().isEmpty()) {
            throw conflict(pod, "pod " + pod.name() + " is already assigned to node \"" + pod.spec().nodeName() + "\"");
        }
        if (!pod.spec().schedulingGates().isEmpty()) {
            throw conflict(pod, "pod " + pod.name() + " has non-empty .spec.schedulingGates");
        }
        var annotations = new HashMap<>(pod.metadata().annotations());
        annotations.putAll(binding.metadata().annotations());
        return pod.withMetadata(meta -> meta.withAnnotations(annotations))
                .withSpec(spec -> spec.withNodeName(binding.target().name()))
                .withStatus(status -> status.withConditions(scheduled(status.conditions())));
    }

    private static ApiException conflict(Pod pod, String why) {
        return ApiException.conflict("", "pods/binding", pod.name(), why);
    }

    private List<PodCondition> scheduled(List<PodCondition> before) {
        var conditions = new ArrayList<>(before);
        conditions.removeIf(condition -> condition.type().equals("PodScheduled"));
        conditions.add(PodCondition.EMPTY
                .withType("PodScheduled")
                .withStatus("True")
                .withLastTransitionTime(Timestamps.of(clock.now())));
        return conditions;
    }
}
