package io.navarch.kubelet.server;

import io.navarch.kubelet.container.Labels;
import io.navarch.kubelet.cri.ContainerFilter;
import io.navarch.kubelet.cri.ContainerRuntime;
import io.navarch.kubelet.cri.ContainerState;
import io.navarch.model.core.v1.Container;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Answers {@code /pods}, the pods that are bound to the node, and {@code /runningpods/}, those that the engine shows. */
final class PodListHandler {
    private final PodDirectory pods;
    private final ContainerRuntime runtime;

    PodListHandler(PodDirectory pods, ContainerRuntime runtime) {
        this.pods = pods;
        this.runtime = runtime;
    }

    void bound(Exchange exchange) throws IOException {
        exchange.json(list(pods.pods()));
    }

    void running(Exchange exchange) throws IOException {
        Map<String, Pod> running = new LinkedHashMap<>();
        for (var container : runtime.listContainers(ContainerFilter.ALL)) {
            var labels = container.labels();
            if (container.state() != ContainerState.RUNNING || !labels.containsKey(Labels.POD_UID)) {
                continue;
            }
            var shown = Container.EMPTY
                    .withName(container.metadata().name())
                    .withImage(container.image().image());
            running.merge(
                    labels.getOrDefault(Labels.POD_UID, ""),
                    Pod.EMPTY
                            .withMetadata(meta -> meta.withName(labels.getOrDefault(Labels.POD_NAME, ""))
                                    .withNamespace(labels.getOrDefault(Labels.POD_NAMESPACE, ""))
                                    .withUid(labels.getOrDefault(Labels.POD_UID, "")))
                            .withSpec(spec -> spec.withContainers(List.of(shown))),
                    PodListHandler::joined);
        }
        exchange.json(list(running.values()));
    }

    private static Pod joined(Pod one, Pod other) {
        var containers = new ArrayList<>(one.spec().containers());
        containers.addAll(other.spec().containers());
        return one.withSpec(spec -> spec.withContainers(containers));
    }

    private static byte[] list(Collection<Pod> pods) {
        var list = new LinkedHashMap<String, Object>();
        list.put("kind", "PodList");
        list.put("apiVersion", "v1");
        list.put("metadata", Dict.EMPTY);
        list.put("items", pods.stream().<Object>map(Pod::tree).toList());
        return JsonWriter.bytes(Dict.of(list));
    }
}
