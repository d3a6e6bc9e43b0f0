package io.navarch.distribution.cluster;

import io.navarch.apiserver.ApiServer;
import io.navarch.apiserver.ApiServerConfig;
import io.navarch.apiserver.strategy.ServiceRanges;
import io.navarch.controllers.ControllerSet;
import io.navarch.controllers.volume.VolumeDirectories;
import io.navarch.distribution.directory.DataDirectory;
import io.navarch.distribution.host.DebianPackages;
import io.navarch.distribution.host.NodeNetworks;
import io.navarch.distribution.host.Ports;
import io.navarch.distribution.startup.StartUp;
import io.navarch.distribution.startup.StartUpException;
import io.navarch.embedded.node.SimulatedNode;
import io.navarch.embedded.plane.AuthoritySigner;
import io.navarch.embedded.plane.ControlPlane;
import io.navarch.kubelet.cri.containerd.ContainerdProcess;
import io.navarch.model.core.v1.Node;
import io.navarch.network.dns.ClusterDns;
import io.navarch.network.dns.KubeDnsService;
import io.navarch.pki.ClusterPki;
import io.navarch.pki.Credential;
import io.navarch.pki.Kubeconfig;
import io.navarch.pki.PemFiles;
import io.navarch.pki.ServingNames;
import io.navarch.runtime.Clock;
import io.navarch.runtime.NetworkContext;
import io.navarch.store.Store;
import io.navarch.store.log.LogStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * A cluster on this host, from its options to running components. The order of {@link #start} is the order in which the
 * parts need each other; {@link StartUp} stops them the other way round.
 */
public final class HostCluster {
    private static final String CLUSTER_DOMAIN = "cluster.local";

    /** Addresses set aside for benchmarks (RFC 2544): nobody is there, and nobody needs to reach a simulated node. */
    private static final Cidr SIMULATED_ADDRESSES = Cidr.of("198.18.0.0/15");

    /** What a machine without network advertises: endpoints may not be loopback addresses, and nobody can come anyway. */
    private static final InetAddress NOWHERE = SIMULATED_ADDRESSES.address(131_070);

    private static final Map<String, String> SIMULATED_CAPACITY =
            Map.of("cpu", "4", "memory", "32Gi", "pods", "110", "ephemeral-storage", "100Gi");

    /** Not 53: the host may have a DNS server of its own. */
    private static final int DNS_PORT = 10053;

    /** The machines' network when some of them are namespaces on this host. */
    static final String NODE_BRIDGE = "nvbr0";

    static final Cidr NODE_ADDRESSES = Cidr.of("10.250.0.0/24");

    private static final InetAddress ANY_ADDRESS = Cidr.of("0.0.0.0/0").first();

    private static final String INSTEAD_OF_NODES =
            "start this cluster without containers: --nodes 0 --simulated-nodes 3";

    private final ClusterOptions options;
    private final DataDirectory directory;
    private final boolean root;
    private final Clock clock;
    /** The nodes that look after their engines. */
    private final Set<String> joined = new HashSet<>();

    private final boolean containers;
    private final NodeNetworks networks;
    private int port;
    private int simulated;

    public HostCluster(ClusterOptions options, DataDirectory directory, boolean root, Clock clock) {
        this.options = options;
        this.directory = directory;
        this.root = root;
        this.clock = clock;
        this.port = options.securePort();
        this.containers = root && options.nodes() > 0;
        this.networks = new NodeNetworks(NODE_BRIDGE, NODE_ADDRESSES, options.clusterCidr());
    }

    /**
     * Starts everything.
     *
     * @throws io.navarch.distribution.startup.StartUpException if a step fails; what was started is still to be undone
     */
    public void start(StartUp startUp) {
        if (containers) {
            startUp.step("host", () -> HostLease.take(directory));
        }
        startUp.check("ports", this::checkPorts);
        var engines = new ArrayList<Engine>();
        if (containers) {
            startUp.check("packages", DebianPackages::install);
            startUp.check("container engine", DebianPackages::checkContainerd);
            places(startUp).forEach(place -> engines.add(beginEngine(startUp, place)));
        }
        var certificates = startUp.begin("certificates", this::openPki, nothing -> {});
        var store = startUp.step("store", this::openStore);
        ClusterPki pki = certificates.await();
        var admin = startUp.begin("administrator's key", pki::admin, nothing -> {});
        var server = startUp.step("API server", () -> new ApiServer(serverConfig(store, pki)).start());
        port = server.port();
        startUp.check("kubeconfigs", () -> writeKubeconfigs(pki, admin.await()));
        var plane = startUp.step(
                "controllers and scheduler", () -> controlPlane(server, pki).start());
        simulatedNodes(store).forEach(shape -> simulatedNode(startUp, plane, shape));
        if (!engines.isEmpty()) {
            startUp.step(
                    "cluster DNS",
                    () -> clusterDns(plane, engines.getFirst().place().address()));
        }
        engines.forEach(engine -> joinNode(startUp, plane, pki, engine));
    }

    private void checkPorts() {
        Ports.checkFree(options.bindAddress(), options.securePort(), "choose another with --secure-port");
        if (containers) {
            var address = needsBridge() ? ANY_ADDRESS : advertiseAddress();
            Ports.checkFree(address, HostNode.KUBELET_PORT, INSTEAD_OF_NODES);
            Ports.checkBothFree(address, DNS_PORT, INSTEAD_OF_NODES);
        }
    }

    /** The DNS server runs in this process, on the first node's address; pods find it by its service. */
    private ClusterDns clusterDns(ControlPlane plane, InetAddress address) throws IOException, InterruptedException {
        var dns =
                new ClusterDns(plane.informers(), CLUSTER_DOMAIN, HostDns.read().servers(), clock);
        plane.informers().start();
        dns.start(address, DNS_PORT);
        KubeDnsService.ensure(plane.admin(), addresses().clusterDns(), address.getHostAddress(), DNS_PORT);
        return dns;
    }

    /** An engine that is starting, and the node that it is for. */
    private record Engine(HostNode.Place place, StartUp.Pending<ContainerdProcess> process) {}

    /** Where the real nodes are: the first in the host's network, the others in namespaces of their own. */
    private List<HostNode.Place> places(StartUp startUp) {
        var places = new ArrayList<HostNode.Place>();
        if (!needsBridge()) {
            places.add(new HostNode.Place(options.nodeName(), advertiseAddress(), NetworkContext.host(), ""));
            return places;
        }
        startUp.check("node networks", networks::ensure);
        var cgroups = options.nodes() == 1 ? "" : "/navarch-1";
        places.add(new HostNode.Place(options.nodeName(), networks.hostAddress(), NetworkContext.host(), cgroups));
        for (int number = 2; number <= options.nodes(); number++) {
            var node = networks.ensureNode(number);
            var name = options.nodeName() + "-" + number;
            places.add(new HostNode.Place(name, node.address(), node.namespace(), "/navarch-" + number));
        }
        return places;
    }

    /** Nodes have addresses of their own where the machine cannot give them one: several nodes, or no network at all. */
    private boolean needsBridge() {
        return options.nodes() > 1 || machineAddress().isEmpty();
    }

    private Engine beginEngine(StartUp startUp, HostNode.Place place) {
        var process = startUp.begin(
                "container engine of " + place.name(),
                () -> HostNode.startEngine(directory, place, options.registries(), clock),
                engine -> {
                    // A node that joined ends it, or leaves it on purpose.
                    if (!joined.contains(place.name()) && !engine.adopted()) {
                        engine.stop();
                    }
                });
        return new Engine(place, process);
    }

    private void joinNode(StartUp startUp, ControlPlane plane, ClusterPki pki, Engine engine) {
        var place = engine.place();
        var containerd = engine.process().await();
        startUp.step(
                "node " + place.name(),
                () -> {
                    var node = new HostNode(plane, pki, directory, place, containerd, settings());
                    joined.add(place.name());
                    return new SwitchedNode(place.name(), directory, node, () -> rejoin(plane, pki, place), clock);
                },
                SwitchedNode::stop);
    }

    private HostNode rejoin(ControlPlane plane, ClusterPki pki, HostNode.Place place)
            throws IOException, InterruptedException {
        var containerd = HostNode.startEngine(directory, place, options.registries(), clock);
        return new HostNode(plane, pki, directory, place, containerd, settings());
    }

    private HostNode.Settings settings() {
        return new HostNode.Settings(addresses(), options.evictionHard(), options.containerLogs());
    }

    private HostNode.Addresses addresses() {
        return new HostNode.Addresses(
                options.clusterCidr().toString(),
                options.serviceClusterIpRange().address(10).getHostAddress(),
                CLUSTER_DOMAIN);
    }

    private ApiServerConfig serverConfig(Store store, ClusterPki pki) {
        return ApiServerConfig.of(store, clock, ApiServerConfig.Certificates.of(pki))
                .withListen(new ApiServerConfig.Listen(
                        options.bindAddress().getHostAddress(),
                        options.securePort(),
                        OptionalInt.empty(),
                        advertiseAddress().getHostAddress()))
                .withServices(serviceRanges())
                .withAccess(new ApiServerConfig.Access(
                        ApiServerConfig.Access.DEFAULT.modes(), true, tokenFile(), Optional.empty()));
    }

    private ServiceRanges serviceRanges() {
        String[] ports = options.serviceNodePortRange().split("-");
        return new ServiceRanges(
                List.of(io.navarch.apiserver.strategy.Cidr.parse(
                        options.serviceClusterIpRange().toString())),
                Integer.parseInt(ports[0]),
                Integer.parseInt(ports[1]));
    }

    private Optional<String> tokenFile() {
        return options.tokenAuthFile().map(file -> {
            try {
                return Files.readString(file);
            } catch (IOException e) {
                throw new StartUpException("cannot read " + file, "check --token-auth-file", e);
            }
        });
    }

    private ControlPlane controlPlane(ApiServer server, ClusterPki pki) {
        var controllers = new ControllerSet.Options(
                        options.clusterCidr().toString(),
                        pki.ca().certificatePem(),
                        ControllerSet.Options.DEFAULT_NODE_GRACE)
                .withVolumes(
                        containers
                                ? new HostVolumeDirectories(directory.volumes())
                                : VolumeDirectories.imagined(directory.volumes().toString()))
                .withSigner(new AuthoritySigner(pki.ca()));
        return new ControlPlane(server, clock, RandomGenerator.getDefault(), controllers);
    }

    private Store openStore() throws IOException {
        var saved = options.from();
        return saved.isPresent()
                ? new SavedState(saved.get()).openIn(directory.store(), clock)
                : LogStore.open(directory.store(), clock);
    }

    /** The wanted ones, and those that came with a saved state. */
    private List<SimulatedShape> simulatedNodes(Store store) {
        var shapes = new ArrayList<SimulatedShape>();
        if (options.from().isPresent()) {
            for (var node : SavedState.nodes(store)) {
                shapes.add(new SimulatedShape(
                        node.name(), quantities(node), node.metadata().labels()));
            }
        }
        for (int number = 1; number <= options.simulatedNodes(root); number++) {
            shapes.add(new SimulatedShape("simulated-" + number, SIMULATED_CAPACITY, Map.of()));
        }
        return shapes;
    }

    private static Map<String, String> quantities(Node node) {
        var quantities = new HashMap<String, String>();
        node.status().capacity().forEach((name, quantity) -> quantities.put(name, quantity.toString()));
        return quantities.isEmpty() ? SIMULATED_CAPACITY : quantities;
    }

    /** A simulated node that is to be. */
    private record SimulatedShape(String name, Map<String, String> capacity, Map<String, String> labels) {}

    private void simulatedNode(StartUp startUp, ControlPlane plane, SimulatedShape shape) {
        var address = SIMULATED_ADDRESSES.address(++simulated).getHostAddress();
        startUp.step(
                "node " + shape.name(),
                () -> new SimulatedNode(plane, shape.name(), address, shape.capacity(), shape.labels()));
    }

    /** Where clients on this machine find the API server. */
    public String server() {
        InetAddress bound = options.bindAddress();
        String host = bound.isAnyLocalAddress() ? "127.0.0.1" : bound.getHostAddress();
        return "https://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    private ClusterPki openPki() {
        List<String> extra = new ArrayList<>(options.extraNames());
        extra.add(advertiseAddress().getHostAddress());
        extra.add(options.nodeName());
        ServingNames names = ServingNames.of(
                        CLUSTER_DOMAIN, options.serviceClusterIpRange().address(1))
                .andThisHost()
                .and(extra);
        return ClusterPki.open(PemFiles.in(directory.pki()), names, clock::now);
    }

    private void writeKubeconfigs(ClusterPki pki, Credential admin) {
        kubeconfig(pki, "kubernetes-admin", admin).write(directory.adminKubeconfig());
        kubeconfig(pki, "system:kube-scheduler", pki.scheduler()).write(directory.kubeconfig("scheduler"));
        kubeconfig(pki, "system:kube-controller-manager", pki.controllerManager())
                .write(directory.kubeconfig("controller-manager"));
        kubeconfig(pki, "system:kube-proxy", pki.proxy()).write(directory.kubeconfig("kube-proxy"));
    }

    private Kubeconfig kubeconfig(ClusterPki pki, String user, Credential credential) {
        return new Kubeconfig(
                "navarch", server(), pki.ca().certificatePem(), user, new Kubeconfig.Certificate(credential));
    }

    /** The address others reach this cluster at. */
    private InetAddress advertiseAddress() {
        return machineAddress().orElse(containers ? networks.hostAddress() : NOWHERE);
    }

    /** The address chosen, else the source address of the default route; none on a machine without network. */
    private Optional<InetAddress> machineAddress() {
        if (options.advertiseAddress().isPresent()) {
            return options.advertiseAddress();
        }
        InetAddress bound = options.bindAddress();
        if (!bound.isAnyLocalAddress() && !bound.isLoopbackAddress()) {
            return Optional.of(bound);
        }
        // Connecting a datagram socket sends nothing; it makes the kernel choose a route and with it an address.
        try (DatagramSocket probe = new DatagramSocket()) {
            probe.connect(new InetSocketAddress("192.0.2.1", 9));
            InetAddress source = probe.getLocalAddress();
            return source.isAnyLocalAddress() || source.isLoopbackAddress() ? Optional.empty() : Optional.of(source);
        } catch (SocketException | UncheckedIOException e) {
            return Optional.empty();
        }
    }
}
