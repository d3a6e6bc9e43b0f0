package io.navarch.apiserver.subresource;

import io.navarch.apiserver.registry.Admission;
import io.navarch.apiserver.registry.AdmissionRequest;
import io.navarch.apiserver.registry.AdmissionRequest.Operation;
import io.navarch.apiserver.request.ApiRequest;
import io.navarch.model.kind.ServedKind;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.Struct;
import org.jspecify.annotations.Nullable;

/** Asks admission about writes to sub-resources. */
final class AdmissionDoor {
    private final Admission admission;

    AdmissionDoor(Admission admission) {
        this.admission = admission;
    }

    /**
     * The object as admission lets it through.
     *
     * @param served the parent resource as it was addressed
     * @param kind of the object that was sent
     */
    Struct admit(
            ApiRequest request,
            ServedKind served,
            ServedKind kind,
            Operation operation,
            Struct object,
            @Nullable Struct old,
            boolean dryRun)
            throws InterruptedException {
        var info = request.info();
        var asked = new AdmissionRequest(
                operation,
                kind.apiVersion(),
                kind.definition().kind(),
                served,
                info.subresource(),
                info.namespace(),
                info.name(),
                request.user(),
                object,
                old,
                Dict.EMPTY,
                dryRun);
        var mutated = admission.mutate(asked, warning -> {});
        var admitted = mutated == null ? object : mutated;
        admission.validate(asked.withObject(admitted), warning -> {});
        return admitted;
    }
}
