package io.navarch.network.dns;

import io.navarch.client.KubeClient;
import io.navarch.model.core.v1.ConfigMap;
import io.navarch.model.core.v1.EndpointAddress;
import io.navarch.model.core.v1.EndpointSubset;
import io.navarch.model.core.v1.Endpoints;
import io.navarch.model.core.v1.Service;
import io.navarch.model.core.v1.ServicePort;
import io.navarch.model.core.v1.ServiceSpec;
import io.navarch.model.discovery.v1.Endpoint;
import io.navarch.model.discovery.v1.EndpointConditions;
import io.navarch.model.discovery.v1.EndpointPort;
import io.navarch.model.discovery.v1.EndpointSlice;
import io.navarch.model.meta.v1.ObjectMeta;
import io.navarch.model.status.ApiException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The Service {@code kube-system/kube-dns} of a DNS server that runs outside of pods: it has no selector, and its endpoints are
 * the server's own address. Also lays down the Corefile for the user to change. Blocks on API calls.
 */
public final class KubeDnsService {
    private static final String NAMESPACE = "kube-system";
    private static final String NAME = "kube-dns";
    private static final int DNS_PORT = 53;
    private static final int METRICS_PORT = 9153;
    private static final Map<String, String> LABELS =
            Map.of("k8s-app", "kube-dns", "kubernetes.io/cluster-service", "true", "kubernetes.io/name", "CoreDNS");

    private final KubeClient client;
    private final String clusterIp;
    private final String domain;

    /** @param clusterIp what pods' resolv.conf names, such as {@code 10.96.0.10} */
    public KubeDnsService(KubeClient client, String clusterIp, String domain) {
        this.client = client;
        this.clusterIp = clusterIp;
        this.domain = domain;
    }

    /** Makes the objects for a server of the domain {@code cluster.local}, or corrects them. */
    public static void ensure(KubeClient client, String clusterIp, String dnsAddress, int port)
            throws UnknownHostException {
        new KubeDnsService(client, clusterIp, "cluster.local").ensure(InetAddress.getByName(dnsAddress), port, 0);
    }

    /** A port of the server. */
    private record Port(String name, String protocol, int service, int server) {}

    /**
     * Makes the objects or corrects them. A Corefile that is there stays as it is.
     *
     * @param metricsPort where the server shows metrics, 0 if nowhere
     */
    public void ensure(InetAddress server, int dnsPort, int metricsPort) {
        var ports = new ArrayList<>(
                List.of(new Port("dns", "UDP", DNS_PORT, dnsPort), new Port("dns-tcp", "TCP", DNS_PORT, dnsPort)));
        if (metricsPort != 0) {
            ports.add(new Port("metrics", "TCP", METRICS_PORT, metricsPort));
        }
        ensureCorefile();
        ensureService(ports);
        ensureSlice(server, ports);
        ensureEndpoints(server, ports);
    }

    private void ensureCorefile() {
        var maps = client.of(ConfigMap.KIND, NAMESPACE);
        if (maps.find("coredns").isEmpty()) {
            var map = ConfigMap.EMPTY
                    .withMetadata(ObjectMeta.EMPTY.withName("coredns").withNamespace(NAMESPACE))
                    .withData(Map.of("Corefile", Corefile.usualText(domain)));
            orThere(() -> maps.create(map));
        }
    }

    private void ensureService(List<Port> ports) {
        var services = client.of(Service.KIND, NAMESPACE);
        UnaryOperator<Service> wanted = service -> service.withMetadata(labelled(service.metadata()))
                .withSpec(service.spec()
                        .withPorts(
                                ports.stream().map(KubeDnsService::servicePort).toList()));
        if (services.find(NAME).isPresent()) {
            services.change(NAME, service -> samePorts(service, ports) ? service : wanted.apply(service));
            return;
        }
        var spec =
                ServiceSpec.EMPTY.withType("ClusterIP").withClusterIP(clusterIp).withClusterIPs(List.of(clusterIp));
        var service = wanted.apply(Service.EMPTY.withMetadata(named(NAME)).withSpec(spec));
        orThere(() -> services.create(service));
    }

    private static boolean samePorts(Service service, List<Port> ports) {
        var there = service.spec().ports().stream()
                .map(port -> port.name() + port.protocol() + port.port())
                .toList();
        return there.equals(ports.stream()
                .map(port -> port.name() + port.protocol() + port.service())
                .toList());
    }

    private static ServicePort servicePort(Port port) {
        return ServicePort.EMPTY
                .withName(port.name())
                .withProtocol(port.protocol())
                .withPort(port.service())
                .withTargetPort((long) port.server());
    }

    private void ensureSlice(InetAddress server, List<Port> ports) {
        var slices = client.of(EndpointSlice.KIND, NAMESPACE);
        var name = NAME + "-navarch";
        var endpoint = Endpoint.EMPTY
                .withAddresses(List.of(server.getHostAddress()))
                .withConditions(EndpointConditions.EMPTY
                        .withReady(true)
                        .withServing(true)
                        .withTerminating(false));
        var family = server.getAddress().length == 4 ? "IPv4" : "IPv6";
        UnaryOperator<EndpointSlice> wanted = slice -> slice.withAddressType(family)
                .withEndpoints(List.of(endpoint))
                .withPorts(ports.stream()
                        .map(port -> EndpointPort.EMPTY
                                .withName(port.name())
                                .withProtocol(port.protocol())
                                .withPort(port.server()))
                        .toList());
        var there = slices.find(name);
        if (there.isPresent() && !there.get().addressType().equals(family)) {
            slices.deleteIfPresent(name, io.navarch.client.DeleteOptions.DEFAULT);
            there = java.util.Optional.empty();
        }
        if (there.isPresent()) {
            slices.change(name, wanted);
            return;
        }
        var meta = named(name)
                .withLabels(Map.of(
                        ClusterRecords.SERVICE_NAME, NAME, "endpointslice.kubernetes.io/managed-by", "dns.navarch.io"));
        orThere(() -> slices.create(wanted.apply(EndpointSlice.EMPTY.withMetadata(meta))));
    }

    /** The older form of the same, for those who still read it; the label keeps controllers from mirroring it. */
    private void ensureEndpoints(InetAddress server, List<Port> ports) {
        var endpoints = client.of(Endpoints.KIND, NAMESPACE);
        var subset = EndpointSubset.EMPTY
                .withAddresses(List.of(EndpointAddress.EMPTY.withIp(server.getHostAddress())))
                .withPorts(ports.stream()
                        .map(port -> io.navarch.model.core.v1.EndpointPort.EMPTY
                                .withName(port.name())
                                .withProtocol(port.protocol())
                                .withPort(port.server()))
                        .toList());
        UnaryOperator<Endpoints> wanted = object -> object.withSubsets(List.of(subset));
        if (endpoints.find(NAME).isPresent()) {
            endpoints.change(NAME, wanted);
            return;
        }
        var meta = named(NAME).withLabels(Map.of("endpointslice.kubernetes.io/skip-mirror", "true"));
        orThere(() -> endpoints.create(wanted.apply(Endpoints.EMPTY.withMetadata(meta))));
    }

    private static ObjectMeta named(String name) {
        return ObjectMeta.EMPTY.withName(name).withNamespace(NAMESPACE);
    }

    private static ObjectMeta labelled(ObjectMeta meta) {
        var labels = new java.util.LinkedHashMap<>(meta.labels());
        labels.putAll(LABELS);
        return meta.withLabels(labels);
    }

    /** Another process may have made it since it was looked for. */
    private static void orThere(Runnable creation) {
        try {
            creation.run();
        } catch (ApiException e) {
            if (!e.isAlreadyExists()) {
                throw e;
            }
        }
    }
}
