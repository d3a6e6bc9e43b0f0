package io.navarch.scheduler.state;

import io.navarch.model.Quantity;
import io.navarch.model.core.v1.Node;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A node and what its pods take of it. Mutable; owned by the scheduler's thread. */
public final class NodeState {
    private Node node;
    private ResourceAmounts allocatable = new ResourceAmounts();
    private long allowedPods;
    private final Map<String, Long> imageSizes = new HashMap<>();
    private final ResourceAmounts requested = new ResourceAmounts();
    private final ResourceAmounts nonZeroRequested = new ResourceAmounts();
    private final Map<String, PodState> pods = new LinkedHashMap<>();
    private final Map<HostPort, Integer> usedPorts = new HashMap<>();

    NodeState(Node node) {
        this.node = node;
        update(node);
    }

    void update(Node changed) {
        node = changed;
        allocatable = ResourceAmounts.of(changed.status().allocatable());
        var pods = changed.status().allocatable().get("pods");
        allowedPods = pods == null ? 0 : Quantity.parse(pods).value();
        imageSizes.clear();
        for (var image : changed.status().images()) {
            image.names().forEach(name -> imageSizes.put(name, image.sizeBytes()));
        }
    }

    void add(PodState pod) {
        if (pods.put(pod.uid(), pod) == null) {
            requested.add(pod.requests());
            nonZeroRequested.add(pod.nonZeroRequests());
            pod.hostPorts().forEach(port -> usedPorts.merge(port, 1, Integer::sum));
        }
    }

    void remove(String uid) {
        var pod = pods.remove(uid);
        if (pod != null) {
            requested.subtract(pod.requests());
            nonZeroRequested.subtract(pod.nonZeroRequests());
            pod.hostPorts()
                    .forEach(port -> usedPorts.computeIfPresent(port, (same, count) -> count == 1 ? null : count - 1));
        }
    }

    public Node node() {
        return node;
    }

    public String name() {
        return node.name();
    }

    /** The value of a label of the node, null if it has none such. */
    public @Nullable String label(String key) {
        return node.metadata().labels().get(key);
    }

    public ResourceAmounts allocatable() {
        return allocatable;
    }

    /** How many pods the node takes at most. */
    public long allowedPods() {
        return allowedPods;
    }

    public ResourceAmounts requested() {
        return requested;
    }

    public ResourceAmounts nonZeroRequested() {
        return nonZeroRequested;
    }

    public @Nullable PodState pod(String uid) {
        return pods.get(uid);
    }

    public Collection<PodState> pods() {
        return pods.values();
    }

    public Set<HostPort> usedPorts() {
        return usedPorts.keySet();
    }

    /** Sizes in bytes of the images on the node, by each of their names. */
    public Map<String, Long> imageSizes() {
        return imageSizes;
    }
}
