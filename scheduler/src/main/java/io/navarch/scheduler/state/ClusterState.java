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
    private final Map<String, Nominated> nominated = new HashMap<>();
    private final Topology topology = new Topology(this);
    private final Namespaces namespaces;

    /** A pod for which others make room on a node. */
    private record Nominated(PodState pod, String node) {}

    public ClusterState() {
        this(Namespaces.none());
    }

    public ClusterState(Namespaces namespaces) {
        this.namespaces = namespaces;
    }

    /** Where pods of which sort are. */
    public Topology topology() {
        return topology;
    }

    public Namespaces namespaces() {
        return namespaces;
    }

    /** Others make room for the pod on the node, which counts there for those that are not more important. */
    public void nominate(PodState pod, String node) {
        nominated.put(pod.uid(), new Nominated(pod, node));
    }

    public void forgetNomination(String uid) {
        nominated.remove(uid);
    }

    /** The node on which room is made for the pod, null if there is none. */
    public @Nullable NodeState nominatedNode(String uid) {
        var nomination = nominated.get(uid);
        return nomination == null ? null : nodes.get(nomination.node());
    }

    /** The pods that wait for room on the node and are at least as important as the one that asks. */
    public List<PodState> awaited(NodeState node, PodState asking) {
        if (nominated.isEmpty()) {
            return List.of();
        }
        var waiting = new ArrayList<PodState>();
        for (var nomination : nominated.values()) {
            if (nomination.node().equals(node.name())
                    && nomination.pod().priority() >= asking.priority()
                    && !nomination.pod().uid().equals(asking.uid())) {
                waiting.add(nomination.pod());
            }
        }
        return waiting;
    }

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
            boolean moved =
                    !known.node().metadata().labels().equals(node.metadata().labels());
            known.update(node);
            if (moved) {
                topology.nodesChanged();
            }
            return;
        }
        var added = new NodeState(node);
        nodes.put(node.name(), added);
        order.add(added);
        var waiting = homeless.remove(node.name());
        if (waiting != null) {
            waiting.values().forEach(added::add);
            topology.nodesChanged();
        } else {
            topology.nodeAdded();
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
            topology.nodesChanged();
        }
    }

    /** Puts a pod on a node, or moves what is known of it there. */
    public void putPod(PodState pod, String nodeName) {
        removePod(pod.uid());
        nodeOfPod.put(pod.uid(), nodeName);
        var node = nodes.get(nodeName);
        if (node != null) {
            node.add(pod);
            topology.added(pod, node);
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
        var pod = node == null ? null : node.pod(uid);
        if (node != null && pod != null) {
            node.remove(uid);
            topology.removed(pod, node);
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
