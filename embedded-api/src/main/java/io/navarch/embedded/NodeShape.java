package io.navarch.embedded;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a simulated node is like.
 *
 * @param name of the node; empty for {@code node-1}, {@code node-2} and so on
 * @param capacity resource quantities, such as {@code cpu} to {@code 4}
 * @param labels besides those that every node has
 * @param taints as {@code kubectl taint} takes them: {@code key=value:NoSchedule} or {@code key:NoExecute}
 */
public record NodeShape(String name, Map<String, String> capacity, Map<String, String> labels, List<String> taints) {
    private static final Map<String, String> CAPACITY =
            Map.of("cpu", "4", "memory", "32Gi", "pods", "110", "ephemeral-storage", "100Gi");

    /** Four cores, 32 GiB and 110 pods. */
    public static final NodeShape DEFAULT = new NodeShape("", CAPACITY, Map.of(), List.of());

    public NodeShape {
        capacity = Map.copyOf(capacity);
        labels = Map.copyOf(labels);
        taints = List.copyOf(taints);
    }

    /** A node of that name, otherwise as it comes. */
    public static NodeShape named(String name) {
        return new NodeShape(name, CAPACITY, Map.of(), List.of());
    }

    /** The same with so much of the resource; extended resources too. */
    public NodeShape with(String resource, String quantity) {
        return new NodeShape(name, plus(capacity, resource, quantity), labels, taints);
    }

    /** The same with the label. */
    public NodeShape label(String key, String value) {
        return new NodeShape(name, capacity, plus(labels, key, value), taints);
    }

    /** The same in the zone. */
    public NodeShape zone(String zone) {
        return label("topology.kubernetes.io/zone", zone);
    }

    /** The same with the architecture, such as {@code arm64}; {@code amd64} unless told. */
    public NodeShape architecture(String architecture) {
        return label("kubernetes.io/arch", architecture);
    }

    /** The same with the taint, such as {@code dedicated=gpu:NoSchedule}. */
    public NodeShape taint(String taint) {
        var more = new java.util.ArrayList<>(taints);
        more.add(taint);
        return new NodeShape(name, capacity, labels, more);
    }

    private static Map<String, String> plus(Map<String, String> map, String key, String value) {
        var more = new LinkedHashMap<>(map);
        more.put(key, value);
        return more;
    }
}
