package io.navarch.controllers.nodelifecycle;

import io.navarch.model.Timestamps;
import io.navarch.model.core.v1.Node;
import io.navarch.model.core.v1.NodeCondition;
import io.navarch.model.core.v1.Taint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The taints that a node's conditions call for. Pure logic. */
final class ConditionTaints {
    static final String NOT_READY = "node.kubernetes.io/not-ready";
    static final String UNREACHABLE = "node.kubernetes.io/unreachable";
    private static final String UNSCHEDULABLE = "node.kubernetes.io/unschedulable";
    private static final Map<String, String> PRESSURES = Map.of(
            "MemoryPressure", "node.kubernetes.io/memory-pressure",
            "DiskPressure", "node.kubernetes.io/disk-pressure",
            "PIDPressure", "node.kubernetes.io/pid-pressure",
            "NetworkUnavailable", "node.kubernetes.io/network-unavailable");
    private static final Set<String> OURS = Set.of(
            NOT_READY,
            UNREACHABLE,
            UNSCHEDULABLE,
            "node.kubernetes.io/memory-pressure",
            "node.kubernetes.io/disk-pressure",
            "node.kubernetes.io/pid-pressure",
            "node.kubernetes.io/network-unavailable");

    private ConditionTaints() {}

    /**
     * The node's taints as they should be; those of others are kept, and those that stay keep their time.
     *
     * @param evict whether pods shall leave a node that is not ready
     */
    static List<Taint> of(Node node, boolean evict, Instant now) {
        var wanted = new ArrayList<Taint>();
        for (var condition : node.status().conditions()) {
            var key =
                    switch (condition.type()) {
                        case "Ready" -> readyKey(condition);
                        default -> condition.status().equals("True") ? PRESSURES.get(condition.type()) : null;
                    };
            if (key != null) {
                wanted.add(taint(key, "NoSchedule", now));
                if (condition.type().equals("Ready") && evict) {
                    wanted.add(taint(key, "NoExecute", now));
                }
            }
        }
        if (node.spec().unschedulable()) {
            wanted.add(taint(UNSCHEDULABLE, "NoSchedule", now));
        }
        var taints = new ArrayList<Taint>();
        for (var taint : node.spec().taints()) {
            boolean ours = OURS.contains(taint.key());
            if (!ours || wanted.removeIf(other -> same(other, taint))) {
                taints.add(taint);
            }
        }
        taints.addAll(wanted);
        return List.copyOf(taints);
    }

    private static @org.jspecify.annotations.Nullable String readyKey(NodeCondition ready) {
        return switch (ready.status()) {
            case "False" -> NOT_READY;
            case "Unknown" -> UNREACHABLE;
            default -> null;
        };
    }

    private static boolean same(Taint one, Taint other) {
        return one.key().equals(other.key()) && one.effect().equals(other.effect());
    }

    private static Taint taint(String key, String effect, Instant now) {
        return Taint.EMPTY.withKey(key).withEffect(effect).withTimeAdded(Timestamps.of(now));
    }
}
