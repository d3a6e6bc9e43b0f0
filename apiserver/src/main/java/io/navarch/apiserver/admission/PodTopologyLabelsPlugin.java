package io.navarch.apiserver.admission;

import io.navarch.apiserver.registry.AdmissionRequest;
import io.navarch.apiserver.registry.AdmissionRequest.Operation;
import io.navarch.apiserver.registry.ObjectStores;
import io.navarch.model.core.v1.Binding;
import io.navarch.model.core.v1.Node;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.Struct;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A pod that is put on a node is labelled with the node's zone and region, so that it can learn where it runs. */
final class PodTopologyLabelsPlugin implements AdmissionPlugin {
    private static final List<String> LABELS = List.of("topology.kubernetes.io/zone", "topology.kubernetes.io/region");

    private final ObjectStores stores;

    PodTopologyLabelsPlugin(ObjectStores stores) {
        this.stores = stores;
    }

    @Override
    public String name() {
        return "PodTopologyLabels";
    }

    @Override
    public @Nullable Struct mutate(AdmissionRequest request, Consumer<String> warnings) {
        if (request.operation() != Operation.CREATE
                || !request.subresource().equals("binding")
                || !request.served().definition().resource().equals("pods")
                || !(request.object() instanceof Struct tree)) {
            return request.object();
        }
        var binding = new Binding(tree);
        var node = stores.of("", "nodes").find("", binding.target().name());
        if (node == null) {
            return tree;
        }
        var where = new Node(node).metadata().labels();
        var labels = Dict.of(binding.metadata().labels());
        for (var name : LABELS) {
            var value = where.get(name);
            labels = value == null ? labels : labels.with(name, value);
        }
        return labels.size() == binding.metadata().labels().size()
                ? tree
                : binding.withMetadata(binding.metadata().withLabels(labels.typed()))
                        .tree();
    }
}
