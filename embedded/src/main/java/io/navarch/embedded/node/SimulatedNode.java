package io.navarch.embedded.node;

import io.navarch.embedded.plane.ControlPlane;
import io.navarch.kubelet.ClientNodeObjects;
import io.navarch.kubelet.Kubelet;
import io.navarch.kubelet.cri.DnsConfig;
import io.navarch.kubelet.cri.simulated.SimulatedContainerRuntime;
import io.navarch.kubelet.node.NodeFacts;
import io.navarch.kubelet.pod.SandboxMaker;
import io.navarch.kubelet.volume.ContainerMounts;
import io.navarch.kubelet.volume.NoVolumes;
import io.navarch.model.core.v1.Node;
import io.navarch.model.core.v1.Service;
import io.navarch.runtime.NetworkContext;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A node whose pods start and stop as real ones do, but run nothing. Costs some kilobytes. */
public final class SimulatedNode implements AutoCloseable {
    private final SimulatedContainerRuntime engine;
    private final Kubelet kubelet;

    /**
     * Makes a node and lets it join the cluster.
     *
     * @param address of the node, which nobody needs to reach
     * @param capacity resource quantities, such as cpu, memory and pods
     */
    public SimulatedNode(
            ControlPlane plane, String name, String address, Map<String, String> capacity, Map<String, String> labels) {
        engine = new SimulatedContainerRuntime(plane.clock());
        var client = plane.node(name);
        var system = new NodeFacts.SystemFacts(
                "", "", "", "simulated", "Navarch simulated node", "linux", "amd64", Versions.KUBELET);
        var facts = new NodeFacts(name, name, List.of(address), capacity, capacity, labels, List.of(), 0, 0, system);
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
        kubelet.start();
    }

    public SimulatedContainerRuntime engine() {
        return engine;
    }

    public Kubelet kubelet() {
        return kubelet;
    }

    @Override
    public void close() {
        kubelet.close();
        engine.close();
    }
}
