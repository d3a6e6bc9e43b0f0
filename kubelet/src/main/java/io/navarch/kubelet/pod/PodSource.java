package io.navarch.kubelet.pod;

import io.navarch.client.informer.Handler;
import io.navarch.client.informer.Informer;
import io.navarch.model.core.v1.Pod;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Hands the pods of each node to that node's kubelet. Over one informer of all pods, so that many nodes in one process cost
 * one decoding and one look-up for each event.
 */
public final class PodSource {
    private final Informer<Pod> informer;
    private final Map<String, Handler<Pod>> nodes = new ConcurrentHashMap<>();

    public PodSource(Informer<Pod> informer) {
        this.informer = informer;
        informer.onChange(this::changed);
    }

    private void changed(@Nullable Pod before, @Nullable Pod after) {
        var pod = after != null ? after : before;
        if (pod == null || pod.spec().nodeName().isEmpty()) {
            return;
        }
        var handler = nodes.get(pod.spec().nodeName());
        if (handler != null) {
            handler.changed(before, after);
        }
    }

    /** From now on the handler hears of the node's pods; of those that are there already at once. */
    public void follow(String node, Handler<Pod> handler) {
        nodes.put(node, handler);
        for (var pod : informer.lister().all()) {
            if (pod.spec().nodeName().equals(node)) {
                handler.changed(null, pod);
            }
        }
    }

    public void forget(String node) {
        nodes.remove(node);
    }
}
