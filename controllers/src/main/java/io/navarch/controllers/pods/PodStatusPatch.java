package io.navarch.controllers.pods;

import io.navarch.client.PatchType;
import io.navarch.client.Resource;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.PodCondition;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonWriter;
import java.util.List;

/** Writes single conditions of a pod, and leaves the rest of its status to the node that made it. */
public final class PodStatusPatch {
    private PodStatusPatch() {}

    /**
     * Sets a condition of the pod, if it is still the same pod.
     *
     * @param phase the new phase, "" to leave it
     * @throws io.navarch.model.status.ApiException NotFound, or Conflict if another pod has the name
     */
    public static void write(Resource<Pod> pods, Pod pod, PodCondition condition, String phase) {
        var status = Dict.of("conditions", List.<Object>of(condition.tree()));
        if (!phase.isEmpty()) {
            status = status.with("phase", phase);
        }
        var patch = Dict.of("metadata", Dict.of("uid", pod.uid()), "status", status);
        pods.in(pod.namespace()).patch(pod.name(), PatchType.STRATEGIC, "status", JsonWriter.bytes(patch));
    }
}
