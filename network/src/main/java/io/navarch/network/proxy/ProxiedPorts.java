package io.navarch.network.proxy;

import io.navarch.model.core.v1.Service;
import io.navarch.model.core.v1.ServicePort;
import io.navarch.model.discovery.v1.Endpoint;
import io.navarch.model.discovery.v1.EndpointSlice;
import io.navarch.network.proxy.ProxiedPort.Policy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Reads Services and EndpointSlices into what a node's proxy must know of them. Stateless. */
final class ProxiedPorts {
    private static final String SERVICE_NAME = "kubernetes.io/service-name";
    private static final String PROXY_NAME = "service.kubernetes.io/service-proxy-name";
    private static final String HEADLESS = "service.kubernetes.io/headless";
    private static final int STICKY_SECONDS = 10_800;

    private final String nodeName;
    private final IpFamily family;
    private final EndpointChoice choice;

    ProxiedPorts(String nodeName, String zone, IpFamily family) {
        this.nodeName = nodeName;
        this.family = family;
        this.choice = new EndpointChoice(nodeName, zone);
    }

    /** All service ports that have an address of the family, by name. */
    List<ProxiedPort> read(Collection<Service> services, Collection<EndpointSlice> slices) {
        var byService = new HashMap<String, List<EndpointSlice>>();
        for (var slice : slices) {
            var service = slice.metadata().labels().get(SERVICE_NAME);
            boolean usable = service != null
                    && slice.addressType().equals(family.addressType())
                    && !slice.metadata().labels().containsKey(HEADLESS)
                    && !slice.metadata().labels().containsKey(PROXY_NAME);
            if (usable) {
                byService
                        .computeIfAbsent(slice.namespace() + "/" + service, absent -> new ArrayList<>())
                        .add(slice);
            }
        }
        var ports = new TreeMap<ServicePortName, ProxiedPort>();
        for (var service : services) {
            var clusterIp = clusterIp(service);
            if (clusterIp.isEmpty() || service.metadata().labels().containsKey(PROXY_NAME)) {
                continue;
            }
            var own = byService.getOrDefault(service.namespace() + "/" + service.name(), List.of());
            for (var port : service.spec().ports()) {
                var read = port(service, clusterIp, port, own);
                ports.put(read.name(), read);
            }
        }
        return List.copyOf(ports.values());
    }

    /** The cluster IP of the family, "" if the service has none to be proxied. */
    private String clusterIp(Service service) {
        var spec = service.spec();
        if (spec.type().equals("ExternalName") || spec.clusterIP().equals("None")) {
            return "";
        }
        var ips = spec.clusterIPs().isEmpty() ? List.of(spec.clusterIP()) : spec.clusterIPs();
        return ips.stream()
                .filter(ip -> !ip.isEmpty() && family.matches(ip))
                .findFirst()
                .orElse("");
    }

    private ProxiedPort port(Service service, String clusterIp, ServicePort port, List<EndpointSlice> slices) {
        var spec = service.spec();
        var protocol = port.protocol().isEmpty() ? "TCP" : port.protocol();
        var endpoints = endpoints(port.name(), slices);
        var ingress = service.status().loadBalancer().ingress().stream()
                .filter(one -> !one.ipMode().equals("Proxy"))
                .map(one -> one.ip())
                .toList();
        boolean sticky = spec.sessionAffinity().equals("ClientIP");
        var client = spec.sessionAffinityConfig().clientIP();
        int seconds = client.hasTimeoutSeconds() ? client.timeoutSeconds() : STICKY_SECONDS;
        return new ProxiedPort(
                new ServicePortName(service.namespace(), service.name(), port.name(), protocol),
                clusterIp,
                port.port(),
                port.nodePort(),
                spec.healthCheckNodePort(),
                ofFamily(spec.externalIPs()),
                spec.type().equals("LoadBalancer") ? ofFamily(ingress) : List.of(),
                ofFamily(spec.loadBalancerSourceRanges()),
                policy(spec.internalTrafficPolicy()),
                policy(spec.externalTrafficPolicy()),
                sticky ? seconds : 0,
                endpoints,
                choice.choose(endpoints));
    }

    private static Policy policy(String text) {
        return text.equals("Local") ? Policy.LOCAL : Policy.CLUSTER;
    }

    private List<String> ofFamily(List<String> addresses) {
        return addresses.stream()
                .map(String::strip)
                .filter(address -> !address.isEmpty() && family.matches(address))
                .distinct()
                .toList();
    }

    /** An endpoint that stands in two slices, as it may for a moment, counts once; the ready one wins. */
    private List<ProxyEndpoint> endpoints(String portName, List<EndpointSlice> slices) {
        Map<String, ProxyEndpoint> found = new TreeMap<>();
        for (var slice : slices) {
            for (var port : slice.ports()) {
                if (!port.name().equals(portName) || !port.hasPort()) {
                    continue;
                }
                for (var endpoint : slice.endpoints()) {
                    if (!endpoint.addresses().isEmpty()) {
                        var read = endpoint(endpoint, port.port());
                        found.merge(read.target(), read, (one, other) -> one.ready() ? one : other);
                    }
                }
            }
        }
        return found.values().stream()
                .sorted(Comparator.comparing(ProxyEndpoint::target))
                .toList();
    }

    private ProxyEndpoint endpoint(Endpoint endpoint, int port) {
        var conditions = endpoint.conditions();
        boolean ready = !conditions.hasReady() || conditions.ready();
        return new ProxyEndpoint(
                endpoint.addresses().getFirst(),
                port,
                ready,
                conditions.hasServing() ? conditions.serving() : ready,
                conditions.terminating(),
                endpoint.nodeName().equals(nodeName),
                names(endpoint.hints().forZones().stream()
                        .map(zone -> zone.name())
                        .toList()),
                names(endpoint.hints().forNodes().stream()
                        .map(node -> node.name())
                        .toList()));
    }

    private static Set<String> names(List<String> names) {
        return names.stream().collect(Collectors.toUnmodifiableSet());
    }
}
