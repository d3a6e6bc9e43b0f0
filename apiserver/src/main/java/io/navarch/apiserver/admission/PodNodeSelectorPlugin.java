package io.navarch.apiserver.admission;

import io.navarch.apiserver.registry.AdmissionRequest;
import io.navarch.apiserver.registry.ObjectStores;
import io.navarch.model.core.v1.Namespace;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.Struct;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A namespace's annotation says on which nodes its pods may run. Off by default. */
final class PodNodeSelectorPlugin implements AdmissionPlugin {
    private static final String ANNOTATION = "scheduler.alpha.kubernetes.io/node-selector";

    private final ObjectStores stores;

    PodNodeSelectorPlugin(ObjectStores stores) {
        this.stores = stores;
    }

    @Override
    public String name() {
        return "PodNodeSelector";
    }

    @Override
    public @Nullable Struct mutate(AdmissionRequest request, Consumer<String> warnings) {
        if (!AdmissionPlugin.creates(request, "pods") || !(request.object() instanceof Struct tree)) {
            return request.object();
        }
        var wanted = ofNamespace(request.namespace());
        if (wanted.isEmpty()) {
            return tree;
        }
        var pod = new Pod(tree);
        var own = pod.spec().nodeSelector();
        var merged = Dict.of(own);
        for (var entry : wanted.entrySet()) {
            var stated = own.get(entry.getKey());
            if (stated != null && !stated.equals(entry.getValue())) {
                throw Refusals.forbidden(
                        request, "pod node label selector conflicts with its namespace node label selector");
            }
            merged = merged.with(entry.getKey(), entry.getValue());
        }
        return pod.withSpec(pod.spec().withNodeSelector(merged.typed())).tree();
    }

    private Map<String, String> ofNamespace(String name) {
        var namespace = stores.of("", "namespaces").find("", name);
        var text = namespace == null
                ? null
                : new Namespace(namespace).metadata().annotations().get(ANNOTATION);
        var labels = new HashMap<String, String>();
        if (text != null) {
            for (var label : text.split(",")) {
                int equals = label.indexOf('=');
                if (equals > 0) {
                    labels.put(
                            label.substring(0, equals).strip(),
                            label.substring(equals + 1).strip());
                }
            }
        }
        return labels;
    }
}
