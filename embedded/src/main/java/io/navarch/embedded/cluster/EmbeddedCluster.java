package io.navarch.embedded.cluster;

import io.navarch.apiserver.ApiServer;
import io.navarch.apiserver.ApiServerConfig;
import io.navarch.client.KubeClient;
import io.navarch.controllers.ControllerSet;
import io.navarch.embedded.node.SimulatedNode;
import io.navarch.embedded.plane.ControlPlane;
import io.navarch.pki.ClusterPki;
import io.navarch.pki.Kubeconfig;
import io.navarch.pki.PemFiles;
import io.navarch.pki.ServingNames;
import io.navarch.runtime.Clock;
import io.navarch.store.memory.MemoryStore;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;

/**
 * A whole cluster inside this JVM: state in memory, HTTPS on a free loopback port, real controllers and scheduler, nodes on
 * the simulated engine. The same code as a cluster on a host, on another store, clock and engine.
 */
public final class EmbeddedCluster implements AutoCloseable {
    private static final Map<String, String> CAPACITY =
            Map.of("cpu", "4", "memory", "32Gi", "pods", "110", "ephemeral-storage", "100Gi");

    private final Clock clock;
    private final MemoryStore store;
    private final ClusterPki pki;
    private final ApiServer server;
    private final ControlPlane plane;
    private final List<SimulatedNode> nodes = new ArrayList<>();

    private EmbeddedCluster(Clock clock, int nodeCount) throws InterruptedException {
        this.clock = clock;
        store = new MemoryStore(clock);
        pki = ClusterPki.open(PemFiles.inMemory(), ServingNames.of("cluster.local", address("10.96.0.1")), clock::now);
        // The endpoints of the kubernetes service may not be loopback addresses; nobody connects to this one.
        var listen = new ApiServerConfig.Listen("127.0.0.1", 0, OptionalInt.empty(), "192.168.255.254");
        server = new ApiServer(ApiServerConfig.of(store, clock, ApiServerConfig.Certificates.of(pki))
                        .withListen(listen))
                .start();
        var options = new ControllerSet.Options(
                "10.244.0.0/16", pki.ca().certificatePem(), ControllerSet.Options.DEFAULT_NODE_GRACE);
        plane = new ControlPlane(server, clock, new Random(), options).start();
        for (int i = 1; i <= nodeCount; i++) {
            nodes.add(new SimulatedNode(plane, "node-" + i, "192.168.0." + i, CAPACITY, Map.of()));
        }
    }

    /** Starts a cluster on the system's clock. */
    public static EmbeddedCluster start(int nodes) throws InterruptedException {
        return start(nodes, Clock.system());
    }

    /** Starts a cluster that follows the clock. */
    public static EmbeddedCluster start(int nodes, Clock clock) throws InterruptedException {
        return new EmbeddedCluster(clock, nodes);
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(literal, e);
        }
    }

    /** An administrator's client, in process. */
    public KubeClient client() {
        return plane.admin();
    }

    /** What any client needs to connect as administrator: a kubeconfig's text. */
    public String kubeconfig() {
        return new Kubeconfig(
                        "navarch",
                        "https://127.0.0.1:" + server.port(),
                        pki.ca().certificatePem(),
                        "kubernetes-admin",
                        pki.admin())
                .toYaml();
    }

    public ControlPlane plane() {
        return plane;
    }

    public List<SimulatedNode> nodes() {
        return List.copyOf(nodes);
    }

    public Clock clock() {
        return clock;
    }

    @Override
    public void close() {
        nodes.forEach(SimulatedNode::close);
        plane.close();
        server.close();
        store.close();
        clock.close();
    }
}
