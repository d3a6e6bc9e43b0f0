package io.navarch.apiserver.admission;

import io.navarch.apiserver.registry.AdmissionRequest;
import io.navarch.apiserver.registry.AdmissionRequest.Operation;
import io.navarch.model.core.v1.Container;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.Toleration;
import io.navarch.model.tree.Struct;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A pod that asks for a device tolerates the taint of nodes that are kept for such pods. Off by default. */
final class ExtendedResourceTolerationPlugin implements AdmissionPlugin {
    @Override
    public String name() {
        return "ExtendedResourceToleration";
    }

    @Override
    public @Nullable Struct mutate(AdmissionRequest request, Consumer<String> warnings) {
        boolean writes = request.operation() == Operation.CREATE || request.operation() == Operation.UPDATE;
        if (!writes || !AdmissionPlugin.isAbout(request, "pods") || !(request.object() instanceof Struct tree)) {
            return request.object();
        }
        var pod = new Pod(tree);
        var names = new TreeSet<String>();
        collect(pod.spec().containers(), names);
        collect(pod.spec().initContainers(), names);
        if (names.isEmpty()) {
            return tree;
        }
        var tolerations = new ArrayList<>(pod.spec().tolerations());
        for (var name : names) {
            var toleration =
                    Toleration.EMPTY.withKey(name).withOperator("Exists").withEffect("NoSchedule");
            if (!tolerations.contains(toleration)) {
                tolerations.add(toleration);
            }
        }
        return pod.withSpec(pod.spec().withTolerations(tolerations)).tree();
    }

    private static void collect(List<Container> containers, Set<String> names) {
        for (var container : containers) {
            for (var name : container.resources().requests().keySet()) {
                if (isExtended(name)) {
                    names.add(name);
                }
            }
        }
    }

    /** Named with a domain that is not Kubernetes' own. */
    private static boolean isExtended(String name) {
        int slash = name.indexOf('/');
        if (slash < 0 || name.startsWith("requests.")) {
            return false;
        }
        var domain = name.substring(0, slash);
        return !domain.equals("kubernetes.io") && !domain.endsWith(".kubernetes.io");
    }
}
