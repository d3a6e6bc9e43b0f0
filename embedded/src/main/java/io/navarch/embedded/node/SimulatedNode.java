package io.navarch.embedded.node;

import io.navarch.client.KubeClient;
import io.navarch.embedded.NodeShape;
import io.navarch.embedded.engine.ClusterEngine;
import io.navarch.embedded.engine.NodeEngine;
import io.navarch.embedded.plane.ControlPlane;
import io.navarch.kubelet.cri.PodSandboxFilter;
import io.navarch.kubelet.cri.simulated.EngineMoment;
import io.navarch.kubelet.cri.simulated.SimulatedBehaviour;
import io.navarch.kubelet.cri.simulated.SimulatedContainerRuntime;
import io.navarch.model.core.v1.Node;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A node whose pods start and stop as real ones do, but run nothing, unless a test puts something into them. Costs some
 * kilobytes. Its engine lasts as long as the node; its agent comes and goes as the node fails and recovers.
 */
public final class SimulatedNode implements AutoCloseable {
    private final ControlPlane plane;
    private final NodeClock clock;
    private final String address;
    private final NodeShape shape;
    private final Optional<NodeEngine> programs;
    private final SimulatedContainerRuntime engine;
    private final DelayedTransport transport;
    private volatile @Nullable NodeAgent agent;

    /**
     * Makes a node and lets it join the cluster.
     *
     * @param address of the node, which nobody needs to reach
     * @param capacity resource quantities, such as cpu, memory and pods
     */
    public SimulatedNode(
            ControlPlane plane, String name, String address, Map<String, String> capacity, Map<String, String> labels) {
        this(plane, address, new NodeShape(name, capacity, labels, List.of()), Optional.empty());
    }

    /**
     * Makes a node of that shape and lets it join the cluster.
     *
     * @param address of the node, which nobody needs to reach
     * @param programs what its containers may run
     */
    public SimulatedNode(ControlPlane plane, String address, NodeShape shape, Optional<ClusterEngine> programs) {
        this(plane, address, shape, programs, new NodeClock(plane.clock(), Duration.ZERO), null);
        connect();
    }

    /** Makes a node that goes on from where another was. */
    static SimulatedNode resume(ControlPlane plane, NodeMoment moment, ClusterEngine programs) {
        var node = new SimulatedNode(
                plane,
                moment.address(),
                moment.shape(),
                Optional.of(programs),
                new NodeClock(plane.clock(), moment.ahead()),
                moment.engine());
        node.slow(moment.delay());
        node.resume(moment);
        return node;
    }

    private SimulatedNode(
            ControlPlane plane,
            String address,
            NodeShape shape,
            Optional<ClusterEngine> programs,
            NodeClock clock,
            @Nullable EngineMoment then) {
        this.plane = plane;
        this.clock = clock;
        this.address = address;
        this.shape = shape;
        this.programs = programs.map(cluster -> cluster.join(shape.name()));
        SimulatedBehaviour behaviour = this.programs.isPresent() ? this.programs.get() : SimulatedBehaviour.ORDINARY;
        engine = then == null
                ? new SimulatedContainerRuntime(clock, behaviour)
                : SimulatedContainerRuntime.resume(clock, behaviour, then);
        transport = new DelayedTransport(plane.node(shape.name()).transport(), clock);
        plane.informers().of(Node.KIND).onChange((before, after) -> {
            if (after != null && after.name().equals(shape.name())) {
                var network = after.spec().podCIDR();
                boolean changed = before == null || !before.spec().podCIDR().equals(network);
                if (changed && !network.isEmpty()) {
                    networkIs(network);
                }
            }
        });
    }

    /** Nobody should have to move the time of a cluster for its nodes to get ready. */
    private void networkIs(String podCidr) {
        engine.updateRuntimeConfig(podCidr);
        var running = agent;
        if (running != null) {
            running.networkChanged();
        }
    }

    public NodeShape shape() {
        return shape;
    }

    public SimulatedContainerRuntime engine() {
        return engine;
    }

    /** Delays what the node says to the API server; zero is as it should be. */
    public void slow(Duration delay) {
        transport.delay(delay);
    }

    /** Lets the node's wall clock jump. */
    void jumpClock(Duration by) {
        clock.jump(by);
    }

    /** Lets the node speak and be reached (again). */
    public synchronized void connect() {
        if (agent == null) {
            agent().start();
        }
    }

    private synchronized NodeAgent agent() {
        var made = new NodeAgent(plane, new KubeClient(transport), address, shape, engine, clock);
        agent = made;
        programs.ifPresent(made::attach);
        return made;
    }

    private synchronized void resume(NodeMoment moment) {
        var made = agent();
        programs.ifPresent(running -> running.resume(moment.programs()));
        var memory = moment.agent();
        if (memory == null) {
            disconnect();
        } else {
            made.remember(memory);
            made.start();
        }
        programs.ifPresent(NodeEngine::begin);
    }

    /** What it is at this moment. */
    synchronized NodeMoment moment() {
        var running = agent;
        return new NodeMoment(
                shape,
                address,
                engine.moment(),
                programs.map(NodeEngine::moment).orElse(Map.of()),
                running == null ? null : running.memory(),
                transport.delay(),
                clock.ahead());
    }

    /** Silences the node; what runs on it runs on. */
    public synchronized void disconnect() {
        var running = agent;
        agent = null;
        if (running != null) {
            running.close();
        }
    }

    /** Silences the node and ends what runs on it, as when it loses its power. */
    public synchronized void stop() {
        disconnect();
        engine.listPodSandboxes(PodSandboxFilter.ALL).forEach(sandbox -> engine.stopPodSandbox(sandbox.id()));
    }

    @Override
    public synchronized void close() {
        disconnect();
        programs.ifPresent(NodeEngine::close);
        engine.close();
    }
}
