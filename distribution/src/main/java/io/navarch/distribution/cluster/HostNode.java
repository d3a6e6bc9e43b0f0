package io.navarch.distribution.cluster;

import io.navarch.client.KubeClient;
import io.navarch.distribution.directory.DataDirectory;
import io.navarch.distribution.host.NetworkNamespace;
import io.navarch.embedded.plane.ControlPlane;
import io.navarch.kubelet.ClientNodeObjects;
import io.navarch.kubelet.Kubelet;
import io.navarch.kubelet.container.PodCgroups;
import io.navarch.kubelet.cri.containerd.ContainerdConfig;
import io.navarch.kubelet.cri.containerd.ContainerdProcess;
import io.navarch.kubelet.cri.containerd.RegistryHosts;
import io.navarch.kubelet.cri.containerd.SandboxImage;
import io.navarch.kubelet.cri.grpc.GrpcContainerRuntime;
import io.navarch.kubelet.pod.SandboxMaker;
import io.navarch.kubelet.server.Authenticator;
import io.navarch.kubelet.server.CertificateAuthenticator;
import io.navarch.kubelet.server.KubeletServer;
import io.navarch.kubelet.server.NodeUsage;
import io.navarch.kubelet.server.Reviews;
import io.navarch.kubelet.server.ServerTls;
import io.navarch.kubelet.upkeep.LogRotation;
import io.navarch.kubelet.upkeep.Threshold;
import io.navarch.kubelet.volume.ApiTokens;
import io.navarch.kubelet.volume.HostContainerMounts;
import io.navarch.kubelet.volume.HostVolumes;
import io.navarch.kubelet.volume.PersistentVolumes;
import io.navarch.model.core.v1.Service;
import io.navarch.network.overlay.Overlay;
import io.navarch.network.proxy.ServiceProxy;
import io.navarch.pki.ClusterPki;
import io.navarch.runtime.Clock;
import io.navarch.runtime.NetworkContext;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A node whose pods run in containers on this host: a containerd of its own, the kubelet that drives it, its part of the pod
 * network and its service rules. The first node lives in the host's network, further ones in network namespaces.
 */
final class HostNode implements AutoCloseable {
    static final int KUBELET_PORT = 10250;
    private static final Duration ENGINE_START = Duration.ofSeconds(30);

    private final ContainerdProcess containerd;
    private final GrpcContainerRuntime engine;
    private final NodeUpkeep upkeep;
    private final Kubelet kubelet;
    private final Overlay overlay;
    private final ServiceProxy proxy;
    private final KubeletServer server;

    /**
     * Where and what a node is.
     *
     * @param network the host's or its own
     * @param cgroupRoot below which its pods' cgroups are, "" for the top
     */
    record Place(String name, InetAddress address, NetworkContext network, String cgroupRoot) {
        /** The folder of its static pods: the first node's own, a folder in it for each further one. */
        private Path manifests(DataDirectory directory) {
            return namespace() == null
                    ? directory.manifests()
                    : directory.manifests().resolve(name);
        }

        private @Nullable Path namespace() {
            return network instanceof NetworkNamespace own ? own.path() : null;
        }
    }

    /**
     * What all nodes have in common.
     *
     * @param evictionHard when pods are evicted
     */
    record Settings(Addresses addresses, List<Threshold> evictionHard, LogRotation.Limits logs) {}

    /**
     * What pods and nodes are told of the cluster.
     *
     * @param clusterCidr of all pods
     * @param clusterDns the address of the DNS service
     */
    record Addresses(String clusterCidr, String clusterDns, String clusterDomain) {}

    /**
     * Starts the engine, or finds the one that runs already.
     *
     * @param registries those that are reached at an address of their own
     */
    static ContainerdProcess startEngine(
            DataDirectory directory, Place place, Map<String, String> registries, Clock clock)
            throws IOException, InterruptedException {
        if (!place.cgroupRoot().isEmpty()) {
            NodeCgroups.ensure(place.cgroupRoot());
        }
        var config = engineConfig(directory, place.name());
        Files.createDirectories(directory.containerd(place.name()));
        for (var registry : registries.entrySet()) {
            RegistryHosts.serve(config.registryHostsDir(), registry.getKey(), registry.getValue());
        }
        var process = ContainerdProcess.start(config, place.namespace(), clock, ENGINE_START);
        try (var runtime = process.connect()) {
            SandboxImage.ensure(runtime, config.socket(), clock);
        }
        return process;
    }

    /** Sockets have short names, so they are not below a data directory that may be deep. */
    static ContainerdConfig engineConfig(DataDirectory directory, String node) {
        return ContainerdConfig.under(
                directory.containerd(node), HostLease.runDirectory(directory).resolve(node));
    }

    /** Lets the node join the cluster. */
    HostNode(
            ControlPlane plane,
            ClusterPki pki,
            DataDirectory directory,
            Place place,
            ContainerdProcess containerd,
            Settings settings)
            throws IOException {
        var addresses = settings.addresses();
        this.containerd = containerd;
        var clock = plane.clock();
        var client = plane.node(place.name());
        var home = directory.kubelet(place.name());
        var pods = Files.createDirectories(home.resolve("pods"));
        var facts = HostFacts.of(place.name(), List.of(place.address().getHostAddress()), home, KUBELET_PORT);
        var objects =
                new ClientNodeObjects(client, plane.informers().of(Service.KIND).lister());
        var volumes = new HostVolumes(
                pods,
                objects,
                new ApiTokens(client, clock),
                PersistentVolumes.of(client),
                facts::allocatable,
                true,
                clock);
        var sandboxes = new SandboxMaker(
                Path.of("/var/log/pods"),
                place.cgroupRoot(),
                List.of(addresses.clusterDns()),
                addresses.clusterDomain(),
                HostDns.read(),
                PodCgroups.ofHost());
        engine = containerd.connect();
        var mounts = new HostContainerMounts(pods, addresses.clusterDomain(), new Random());
        upkeep = new NodeUpkeep(
                engine, sandboxes, pods, containerd.config().root(), settings, client, place.name(), clock);
        var parts = new Kubelet.Parts(
                engine, place.network(), sandboxes, volumes, mounts, upkeep::pressures, place.manifests(directory));
        kubelet = new Kubelet(facts, client, objects, plane.pods(), parts, clock);
        overlay = new Overlay(
                place.name(),
                place.network(),
                plane.informers(),
                addresses.clusterCidr(),
                containerd.config().cniConfDir(),
                clock);
        proxy = new ServiceProxy(place.name(), place.network(), plane.informers(), addresses.clusterCidr(), clock);
        server = serve(pki, place, client, clock);
        overlay.start();
        proxy.start();
        kubelet.start();
        upkeep.start(kubelet.workers());
    }

    /** Opens the door by which the API server comes for logs and commands. */
    private KubeletServer serve(ClusterPki pki, Place place, KubeClient client, Clock clock) throws IOException {
        var authorities = List.of(pki.ca().certificate());
        var serving = pki.kubeletServing(place.name(), List.of(place.address()));
        var tls = ServerTls.context(serving.chain(), serving.key(), authorities);
        var reviews = new Reviews(client, place.name(), clock);
        return KubeletServer.start(
                new KubeletServer.Place(
                        place.name(), place.address(), KUBELET_PORT, () -> tls, place.network(), Path.of("/var/log")),
                Authenticator.anyOf(List.of(new CertificateAuthenticator(authorities, clock), reviews)),
                reviews,
                kubelet.workers(),
                engine,
                NodeUsage::ofHost,
                clock);
    }

    /** Stops the node agent; the containers run on until their engine is told otherwise. */
    @Override
    public void close() {
        upkeep.close();
        server.close();
        kubelet.close();
        proxy.close();
        overlay.close();
        engine.close();
    }

    /** Ends the node's containers and its engine. */
    void stopContainers() throws IOException, InterruptedException {
        try (var runtime = containerd.connect()) {
            runtime.removeAllPods();
        }
        containerd.stop();
    }
}
