package io.navarch.distribution.cluster;

import io.navarch.distribution.directory.DataDirectory;
import io.navarch.distribution.host.DebianPackages;
import io.navarch.distribution.host.OperatingSystem;
import io.navarch.distribution.host.Ports;
import io.navarch.distribution.startup.StartUp;
import io.navarch.pki.ClusterPki;
import io.navarch.pki.Credential;
import io.navarch.pki.Kubeconfig;
import io.navarch.pki.PemFiles;
import io.navarch.pki.ServingNames;
import io.navarch.runtime.Clock;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;

/**
 * A cluster on this host, from its options to running components. The order of {@link #start} is the order in which the
 * parts need each other; {@link StartUp} stops them the other way round.
 */
public final class HostCluster {
    private static final String CLUSTER_DOMAIN = "cluster.local";

    private final ClusterOptions options;
    private final DataDirectory directory;
    private final boolean root;
    private final Clock clock;

    public HostCluster(ClusterOptions options, DataDirectory directory, boolean root, Clock clock) {
        this.options = options;
        this.directory = directory;
        this.root = root;
        this.clock = clock;
    }

    /**
     * Starts everything.
     *
     * @throws io.navarch.distribution.startup.StartUpException if a step fails; what was started is still to be undone
     */
    public void start(StartUp startUp) {
        startUp.check(
                "host",
                () -> Ports.checkFree(options.bindAddress(), options.securePort(), "--secure-port"));
        if (root) {
            startUp.check("packages", DebianPackages::install);
            startUp.check("container engine", DebianPackages::checkContainerd);
        }
        ClusterPki pki = startUp.step("certificates", this::openPki, nothing -> {});
        startUp.check("kubeconfigs", () -> writeKubeconfigs(pki));
    }

    /** Where clients on this machine find the API server. */
    public String server() {
        InetAddress bound = options.bindAddress();
        String host = bound.isAnyLocalAddress() ? "127.0.0.1" : bound.getHostAddress();
        return "https://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + options.securePort();
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

    private void writeKubeconfigs(ClusterPki pki) {
        kubeconfig(pki, "kubernetes-admin", pki.admin()).write(directory.adminKubeconfig());
        kubeconfig(pki, "system:kube-scheduler", pki.scheduler()).write(directory.kubeconfig("scheduler"));
        kubeconfig(pki, "system:kube-controller-manager", pki.controllerManager())
                .write(directory.kubeconfig("controller-manager"));
        kubeconfig(pki, "system:kube-proxy", pki.proxy()).write(directory.kubeconfig("kube-proxy"));
    }

    private Kubeconfig kubeconfig(ClusterPki pki, String user, Credential credential) {
        return new Kubeconfig("navarch", server(), pki.ca().certificatePem(), user, credential);
    }

    /** The address others reach this machine at: the one chosen, else the source address of the default route. */
    InetAddress advertiseAddress() {
        return options.advertiseAddress().orElseGet(() -> {
            if (!options.bindAddress().isAnyLocalAddress()) {
                return options.bindAddress();
            }
            // Connecting a datagram socket sends nothing; it makes the kernel choose a route and with it an address.
            try (DatagramSocket probe = new DatagramSocket()) {
                probe.connect(new InetSocketAddress("192.0.2.1", 9));
                return probe.getLocalAddress();
            } catch (SocketException | java.io.UncheckedIOException e) {
                return InetAddress.getLoopbackAddress();
            }
        });
    }
}
