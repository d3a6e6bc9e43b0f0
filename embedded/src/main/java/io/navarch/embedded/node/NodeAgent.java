package io.navarch.embedded.node;

import io.navarch.apiserver.proxy.LocalDoors;
import io.navarch.client.KubeClient;
import io.navarch.embedded.NodeShape;
import io.navarch.embedded.engine.NodeEngine;
import io.navarch.embedded.plane.ControlPlane;
import io.navarch.kubelet.ClientNodeObjects;
import io.navarch.kubelet.Kubelet;
import io.navarch.kubelet.KubeletMemory;
import io.navarch.kubelet.cri.DnsConfig;
import io.navarch.kubelet.cri.simulated.SimulatedContainerRuntime;
import io.navarch.kubelet.node.NodeFacts;
import io.navarch.kubelet.pod.SandboxMaker;
import io.navarch.kubelet.server.NodeDoor;
import io.navarch.kubelet.server.NodeUsage;
import io.navarch.kubelet.volume.ApiTokens;
import io.navarch.kubelet.volume.ContainerMounts;
import io.navarch.kubelet.volume.ObjectVolumes;
import io.navarch.model.Quantity;
import io.navarch.model.core.v1.Service;
import io.navarch.runtime.Clock;
import io.navarch.runtime.NetworkContext;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The kubelet of a simulated node, with its server, for as long as the node speaks. */
final class NodeAgent implements AutoCloseable {
    private final String name;
    private final SimulatedContainerRuntime engine;
    private final ApiTokens tokens;
    private final ObjectVolumes volumes;
    private final Kubelet kubelet;
    private final NodeDoor server;
    private final LocalDoors doors;
    private final LocalDoors.Door door;

    /**
     * @param client under the node's own identity
     * @param clock the node's own
     */
    NodeAgent(
            ControlPlane plane,
            KubeClient client,
            String address,
            NodeShape shape,
            SimulatedContainerRuntime engine,
            Clock clock) {
        this.name = shape.name();
        this.engine = engine;
        var facts = facts(shape, address);
        var objects =
                new ClientNodeObjects(client, plane.informers().of(Service.KIND).lister());
        tokens = new ApiTokens(client, clock);
        volumes = new ObjectVolumes(objects, tokens, facts::allocatable);
        // A simulated container logs into memory; the folder is a name that nobody opens.
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
                new Kubelet.Parts(engine, NetworkContext.host(), sandboxes, volumes, ContainerMounts.none()),
                clock);
        server = new NodeDoor(
                name, kubelet.workers(), engine, () -> NodeUsage.ofContainers(engine, facts.memoryBytes()), clock);
        door = new Entrance(server, engine);
        doors = plane.server().doors();
    }

    private static NodeFacts facts(NodeShape shape, String address) {
        var capacity = shape.capacity();
        long memory = Quantity.parse(capacity.getOrDefault("memory", "0")).value();
        var labels = shape.labels();
        var system = new NodeFacts.SystemFacts(
                "",
                "",
                "",
                "simulated",
                "Navarch simulated node",
                labels.getOrDefault("kubernetes.io/os", "linux"),
                labels.getOrDefault("kubernetes.io/arch", "amd64"),
                Versions.KUBELET);
        return new NodeFacts(
                shape.name(),
                shape.name(),
                List.of(address),
                capacity,
                capacity,
                labels,
                shape.taints(),
                0,
                memory,
                system);
    }

    /** How the API server of this process comes to the node and to its pods. */
    private record Entrance(NodeDoor server, SimulatedContainerRuntime engine) implements LocalDoors.Door {
        @Override
        public Socket enter() throws IOException {
            return server.enter();
        }

        @Override
        public Optional<Socket> connect(String podAddress, int port) throws IOException {
            return engine.dial(podAddress, port);
        }
    }

    /**
     * What the agent knows that it would have forgotten if it were started again.
     *
     * @param prepared the pods whose volumes are prepared, by uid
     */
    record Memory(KubeletMemory kubelet, Set<String> prepared) {}

    Memory memory() {
        return new Memory(kubelet.memory(), volumes.prepared());
    }

    /** Lets it go on where another was; before the start. */
    void remember(Memory memory) {
        kubelet.remember(memory.kubelet());
        volumes.remember(memory.prepared());
    }

    void attach(NodeEngine programs) {
        programs.attach(engine, kubelet.workers(), volumes, tokens);
    }

    void start() {
        doors.open(name, door);
        kubelet.start();
    }

    void networkChanged() {
        kubelet.report();
    }

    @Override
    public void close() {
        doors.close(name, door);
        server.close();
        kubelet.close();
    }
}
