package io.navarch.apiserver.admission;

import io.navarch.apiserver.registry.AdmissionRequest;
import io.navarch.apiserver.registry.AdmissionRequest.Operation;
import io.navarch.model.core.v1.Container;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.tree.Struct;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Every image is pulled anew, so that nobody runs one that only others have the credentials for. Off by default. */
final class AlwaysPullImagesPlugin implements AdmissionPlugin {
    private static final String ALWAYS = "Always";

    @Override
    public String name() {
        return "AlwaysPullImages";
    }

    @Override
    public @Nullable Struct mutate(AdmissionRequest request, Consumer<String> warnings) {
        boolean writes = request.operation() == Operation.CREATE || request.operation() == Operation.UPDATE;
        if (!writes || !AdmissionPlugin.isAbout(request, "pods") || !(request.object() instanceof Struct tree)) {
            return request.object();
        }
        var pod = new Pod(tree);
        var spec = pod.spec()
                .withInitContainers(pulling(pod.spec().initContainers()))
                .withContainers(pulling(pod.spec().containers()));
        return pod.withSpec(spec).tree();
    }

    private static List<Container> pulling(List<Container> containers) {
        return containers.stream()
                .map(container -> container.withImagePullPolicy(ALWAYS))
                .toList();
    }
}
