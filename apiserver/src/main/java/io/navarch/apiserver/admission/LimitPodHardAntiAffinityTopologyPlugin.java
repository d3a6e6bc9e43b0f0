package io.navarch.apiserver.admission;

import io.navarch.apiserver.registry.AdmissionRequest;
import io.navarch.apiserver.registry.AdmissionRequest.Operation;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.tree.Struct;
import java.util.function.Consumer;

/** Pods may keep others off their node, but not off a whole zone. Off by default. */
final class LimitPodHardAntiAffinityTopologyPlugin implements AdmissionPlugin {
    private static final String NODE = "kubernetes.io/hostname";

    @Override
    public String name() {
        return "LimitPodHardAntiAffinityTopology";
    }

    @Override
    public void validate(AdmissionRequest request, Consumer<String> warnings) {
        boolean writes = request.operation() == Operation.CREATE || request.operation() == Operation.UPDATE;
        if (!writes || !AdmissionPlugin.isAbout(request, "pods") || !(request.object() instanceof Struct tree)) {
            return;
        }
        var apart = new Pod(tree).spec().affinity().podAntiAffinity();
        for (var term : apart.requiredDuringSchedulingIgnoredDuringExecution()) {
            if (!term.topologyKey().equals(NODE)) {
                throw Refusals.forbidden(
                        request,
                        "affinity.PodAntiAffinity.RequiredDuringScheduling has TopologyKey " + term.topologyKey()
                                + " but only key " + NODE + " is allowed");
            }
        }
    }
}
