package io.navarch.scheduler.state;

import io.navarch.model.core.v1.Node;
import io.navarch.model.core.v1.Pod;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All nodes with their pods, those that were just given a node ("assumed") included. Owned by the scheduler's thread. A node
 * that is unknown but has pods is kept aside until it is known.
 */
public final class ClusterState {
    private final Map<String, NodeState> nodes = new HashMap<>();
    private final List<NodeState> order = new ArrayList<>();
    private final Map<String, String> nodeOfPod = new HashMap<>();
    private final Map<String, Map<String, PodState>> homeless = new HashMap<>();

    /** The nodes in the order in which they came. */
    public List<NodeState> nodes() {
        return order;
    }

    public @Nullable NodeState node(String name) {
        return nodes.get(name);
    }

    public void putNode(Node node) {
        var known = nodes.get(node.name());
        if (known != null) {
            known.update(node);
            return;
        }
        var added = new NodeState(node);
        nodes.put(node.name(), added);
        order.add(added);
        var waiting = homeless.remove(node.name());
        if (waiting != null) {
            waiting.values().forEach(added::add);
        }
    }

    public void removeNode(String name) {
        var removed = nodes.remove(name);
        if (removed != null) {
            order.remove(removed);
            if (!removed.pods().isEmpty()) {
                var waiting = homeless.computeIfAbsent(name, absent -> new HashMap<>());
                removed.pods().forEach(pod -> waiting.put(pod.uid(), pod));
            }
        }
    }

    /** Puts a pod on a node, or moves what is known of it there. */
    public void putPod(PodState pod, String nodeName) {
        removePod(pod.uid());
        nodeOfPod.put(pod.uid(), nodeName);
        var node = nodes.get(nodeName);
        if (node != null) {
            node.add(pod);
        } else {
            homeless.computeIfAbsent(nodeName, absent -> new HashMap<>()).put(pod.uid(), pod);
        }
    }

    /** Whether the pod stands on a node, by fact or by assumption. */
    public boolean has(Pod pod) {
        return nodeOfPod.containsKey(pod.uid());
    }

    /** Takes a pod off a node that it was only assumed to get; false if it has one by fact, or none. */
    public boolean forgetAssumed(String uid) {
        var node = nodeOfPod.containsKey(uid) ? nodes.get(nodeOfPod.get(uid)) : null;
        var pod = node == null ? null : node.pod(uid);
        if (pod == null || !pod.pod().spec().nodeName().isEmpty()) {
            return false;
        }
        removePod(uid);
        return true;
    }

    public void removePod(String uid) {
        var nodeName = nodeOfPod.remove(uid);
        if (nodeName == null) {
            return;
        }
        var node = nodes.get(nodeName);
        if (node != null) {
            node.remove(uid);
        }
        var waiting = homeless.get(nodeName);
        if (waiting != null) {
            waiting.remove(uid);
            if (waiting.isEmpty()) {
                homeless.remove(nodeName);
            }
        }
    }
}
