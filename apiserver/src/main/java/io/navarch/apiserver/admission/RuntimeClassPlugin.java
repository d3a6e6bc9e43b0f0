package io.navarch.apiserver.admission;

import io.navarch.apiserver.registry.AdmissionRequest;
import io.navarch.apiserver.registry.ObjectStores;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.PodSpec;
import io.navarch.model.node.v1.RuntimeClass;
import io.navarch.model.tree.Struct;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A pod takes over what its runtime class costs and where it is to be found. */
final class RuntimeClassPlugin implements AdmissionPlugin {
    private final ObjectStores stores;

    RuntimeClassPlugin(ObjectStores stores) {
        this.stores = stores;
    }

    @Override
    public String name() {
        return "RuntimeClass";
    }

    @Override
    public @Nullable Struct mutate(AdmissionRequest request, Consumer<String> warnings) {
        if (!AdmissionPlugin.creates(request, "pods") || !(request.object() instanceof Struct tree)) {
            return request.object();
        }
        var pod = new Pod(tree);
        var name = pod.spec().runtimeClassName();
        if (name.isEmpty()) {
            if (!pod.spec().overhead().isEmpty()) {
                throw Refusals.forbidden(
                        request, "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead");
            }
            return tree;
        }
        var found = stores.of("node.k8s.io", "runtimeclasses").find("", name);
        if (found == null) {
            throw Refusals.forbidden(request, "pod rejected: RuntimeClass \"" + name + "\" not found");
        }
        return pod.withSpec(merged(request, pod.spec(), new RuntimeClass(found)))
                .tree();
    }

    private static PodSpec merged(AdmissionRequest request, PodSpec spec, RuntimeClass runtime) {
        var merged = spec;
        var overhead = runtime.overhead().podFixed();
        if (!overhead.isEmpty()) {
            if (!spec.overhead().isEmpty() && !spec.overhead().equals(overhead)) {
                throw Refusals.forbidden(
                        request, "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead");
            }
            merged = merged.withOverhead(overhead);
        }
        Map<String, String> selector = new HashMap<>(spec.nodeSelector());
        runtime.scheduling().nodeSelector().forEach((key, value) -> {
            var given = selector.putIfAbsent(key, value);
            if (given != null && !given.equals(value)) {
                throw Refusals.forbidden(
                        request,
                        "conflict: runtimeClass.scheduling.nodeSelector[" + key + "] = " + value
                                + "; pod.spec.nodeSelector[" + key + "] = " + given);
            }
        });
        if (!selector.isEmpty()) {
            merged = merged.withNodeSelector(selector);
        }
        var tolerations = new ArrayList<>(spec.tolerations());
        for (var toleration : runtime.scheduling().tolerations()) {
            if (!tolerations.contains(toleration)) {
                tolerations.add(toleration);
            }
        }
        return tolerations.isEmpty() ? merged : merged.withTolerations(tolerations);
    }
}
