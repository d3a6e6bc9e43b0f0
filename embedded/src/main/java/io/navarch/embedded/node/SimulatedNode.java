package io.navarch.embedded.node;

import io.navarch.apiserver.proxy.LocalDoors;
import io.navarch.embedded.NodeShape;
import io.navarch.embedded.plane.ControlPlane;
import io.navarch.kubelet.ClientNodeObjects;
import io.navarch.kubelet.Kubelet;
import io.navarch.kubelet.cri.DnsConfig;
import io.navarch.kubelet.cri.simulated.SimulatedContainerRuntime;
import io.navarch.kubelet.node.NodeFacts;
import io.navarch.kubelet.pod.SandboxMaker;
import io.navarch.kubelet.server.NodeDoor;
import io.navarch.kubelet.server.NodeUsage;
import io.navarch.kubelet.volume.ContainerMounts;
import io.navarch.kubelet.volume.NoVolumes;
import io.navarch.model.Quantity;
import io.navarch.model.core.v1.Node;
import io.navarch.model.core.v1.Service;
import io.navarch.runtime.NetworkContext;
import io.navarch.streaming.DuplexSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A node whose pods start and stop as real ones do, but run nothing. Costs some kilobytes. */
public final class SimulatedNode implements AutoCloseable {
    private final SimulatedContainerRuntime engine;
    private final Kubelet kubelet;
    private final NodeDoor server;
    private final LocalDoors.Door door;
    private final LocalDoors doors;
    private final String name;

    /**
     * Makes a node and lets it join the cluster.
     *
     * @param address of the node, which nobody needs to reach
     * @param capacity resource quantities, such as cpu, memory and pods
     */
    public SimulatedNode(
            ControlPlane plane, String name, String address, Map<String, String> capacity, Map<String, String> labels) {
        this(plane, address, new NodeShape(name, capacity, labels, List.of()));
    }

    /**
     * Makes a node of that shape and lets it join the cluster.
     *
     * @param address of the node, which nobody needs to reach
     */
    public SimulatedNode(ControlPlane plane, String address, NodeShape shape) {
        name = shape.name();
        var capacity = shape.capacity();
        long memory = Quantity.parse(capacity.getOrDefault("memory", "0")).value();
        engine = new SimulatedContainerRuntime(plane.clock());
        var client = plane.node(name);
        var system = new NodeFacts.SystemFacts(
                "", "", "", "simulated", "Navarch simulated node", "linux", "amd64", Versions.KUBELET);
        var facts = new NodeFacts(
                name, name, List.of(address), capacity, capacity, shape.labels(), shape.taints(), 0, memory, system);
        var services = plane.informers().of(Service.KIND);
        var objects = new ClientNodeObjects(client, services.lister());
        var sandboxes = new SandboxMaker(
                Path.of("/var/log/pods"),
                "",
                List.of(),
                "cluster.local",
                new DnsConfig(List.of(), List.of(), List.of()));
        kubelet = new Kubelet(
                facts,
                client,
                objects,
                plane.pods(),
                new Kubelet.Parts(engine, NetworkContext.host(), sandboxes, new NoVolumes(), ContainerMounts.none()),
                plane.clock());
        plane.informers().of(Node.KIND).onChange((before, after) -> {
            if (after != null
                    && after.name().equals(name)
                    && !after.spec().podCIDR().isEmpty()) {
                engine.updateRuntimeConfig(after.spec().podCIDR());
            }
        });
        server = new NodeDoor(
                name, kubelet.workers(), engine, () -> NodeUsage.ofContainers(engine, memory), plane.clock());
        door = new NodeEntrance(server, engine);
        doors = plane.server().doors();
        doors.open(name, door);
        kubelet.start();
    }

    /** How the API server of this process comes to the node and to its pods. */
    private record NodeEntrance(NodeDoor server, SimulatedContainerRuntime engine) implements LocalDoors.Door {
        @Override
        public Socket enter() throws IOException {
            return server.enter();
        }

        @Override
        public Optional<Socket> connect(String podAddress, int port) {
            return engine.connect(podAddress, port)
                    .map(duplex -> new DuplexSocket(duplex, InetSocketAddress.createUnresolved(podAddress, port)));
        }
    }

    public SimulatedContainerRuntime engine() {
        return engine;
    }

    public Kubelet kubelet() {
        return kubelet;
    }

    @Override
    public void close() {
        doors.close(name, door);
        server.close();
        kubelet.close();
        engine.close();
    }
}
