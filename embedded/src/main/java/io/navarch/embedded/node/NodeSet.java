package io.navarch.embedded.node;

import io.navarch.client.DeleteOptions;
import io.navarch.embedded.ClusterNodes;
import io.navarch.embedded.NodeShape;
import io.navarch.embedded.engine.ClusterEngine;
import io.navarch.embedded.plane.ControlPlane;
import io.navarch.model.core.v1.Node;
import io.navarch.model.status.ApiException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The simulated nodes of a cluster. Thread-safe. */
public final class NodeSet implements ClusterNodes, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NodeSet.class);
    private static final int PER_NETWORK = 250;

    private final ControlPlane plane;
    private final ClusterEngine engine;
    private final Consumer<String> faults;
    private final Map<String, SimulatedNode> nodes = new LinkedHashMap<>();
    private int made;

    /** @param faults hears in words what goes wrong with nodes on purpose */
    public NodeSet(ControlPlane plane, ClusterEngine engine, Consumer<String> faults) {
        this.faults = faults;
        this.plane = plane;
        this.engine = engine;
    }

    @Override
    public synchronized List<String> names() {
        return List.copyOf(nodes.keySet());
    }

    public synchronized List<SimulatedNode> all() {
        return List.copyOf(nodes.values());
    }

    /** What they are like, with their names. */
    public synchronized List<NodeShape> shapes() {
        return nodes.values().stream().map(SimulatedNode::shape).toList();
    }

    /** What they are at this moment. */
    public synchronized NodesMoment moment() {
        return new NodesMoment(
                made, nodes.values().stream().map(SimulatedNode::moment).toList());
    }

    /** Adds nodes that go on from where others were; to a set without nodes. */
    public synchronized void resume(NodesMoment moment) {
        made = moment.made();
        for (var node : moment.nodes()) {
            nodes.put(node.shape().name(), SimulatedNode.resume(plane, node, engine));
        }
    }

    @Override
    public synchronized String add(NodeShape shape) {
        made++;
        var name = shape.name().isEmpty() ? "node-" + made : shape.name();
        if (nodes.containsKey(name)) {
            throw new IllegalArgumentException("there is a node " + name + " already");
        }
        var named = new NodeShape(name, shape.capacity(), shape.labels(), shape.taints());
        nodes.put(name, new SimulatedNode(plane, address(made), named, Optional.of(engine)));
        return name;
    }

    private static String address(int number) {
        return "192.168." + number / PER_NETWORK + "." + (number % PER_NETWORK + 1);
    }

    private synchronized SimulatedNode node(String name) {
        var node = nodes.get(name);
        if (node == null) {
            throw new IllegalArgumentException("there is no node " + name + " but " + nodes.keySet());
        }
        return node;
    }

    @Override
    public void remove(String name) {
        var node = node(name);
        synchronized (this) {
            nodes.remove(name);
        }
        node.stop();
        node.close();
        try {
            plane.admin().of(Node.KIND).delete(name, DeleteOptions.BACKGROUND);
        } catch (ApiException e) {
            if (!e.isNotFound()) {
                throw e;
            }
            LOG.debug("node {} was deleted before it was removed", name);
        }
    }

    @Override
    public void disconnect(String name) {
        var node = node(name);
        faults.accept("node " + name + " disconnected");
        node.disconnect();
    }

    @Override
    public void reconnect(String name) {
        var node = node(name);
        faults.accept("node " + name + " connected again");
        node.connect();
    }

    @Override
    public void stop(String name) {
        var node = node(name);
        faults.accept("node " + name + " stopped");
        node.stop();
    }

    @Override
    public void restart(String name) {
        var node = node(name);
        faults.accept("node " + name + " restarted");
        node.stop();
        node.connect();
    }

    @Override
    public void slow(String name, Duration delay) {
        var node = node(name);
        faults.accept("node " + name + " slowed down by " + delay);
        node.slow(delay);
    }

    /** Lets a node's wall clock jump. */
    public void jumpClock(String name, Duration by) {
        node(name).jumpClock(by);
    }

    /** The cluster's wall clock jumps, and the nodes' do not. */
    public void keepTime(Duration by) {
        all().forEach(node -> node.jumpClock(by.negated()));
    }

    @Override
    public synchronized void close() {
        new ArrayList<>(nodes.values()).forEach(SimulatedNode::close);
        nodes.clear();
    }
}
