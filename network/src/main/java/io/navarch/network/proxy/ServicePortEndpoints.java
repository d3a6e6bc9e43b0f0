package io.navarch.network.proxy;

import io.navarch.model.core.v1.Service;
import io.navarch.model.discovery.v1.Endpoint;
import io.navarch.model.discovery.v1.EndpointPort;
import io.navarch.model.discovery.v1.EndpointSlice;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * One port of a service with the pods that serve it. Immutable.
 *
 * @param name {@code namespace/name} or {@code namespace/name:port}
 * @param protocol lower case
 * @param nodePort 0 for none
 * @param loadBalancerIps addresses that a load balancer has given it
 * @param affinitySeconds for how long a client stays with its pod, 0 without affinity
 */
record ServicePortEndpoints(
        String name,
        String protocol,
        String clusterIp,
        int port,
        int nodePort,
        List<String> externalIps,
        List<String> loadBalancerIps,
        boolean internalLocal,
        boolean externalLocal,
        int affinitySeconds,
        List<Target> cluster,
        List<Target> local) {

    /** A pod's address and port. */
    record Target(String ip, int port) implements Comparable<Target> {
        @Override
        public int compareTo(Target other) {
            return Comparator.comparing(Target::ip).thenComparing(Target::port).compare(this, other);
        }
    }

    /** The ports of a service; none for headless and external ones. */
    static List<ServicePortEndpoints> of(Service service, Collection<EndpointSlice> slices, String node) {
        var spec = service.spec();
        var ip = spec.clusterIP();
        if (ip.isEmpty() || ip.equals("None") || ip.contains(":") || spec.type().equals("ExternalName")) {
            return List.of();
        }
        var ports = new ArrayList<ServicePortEndpoints>();
        for (var port : spec.ports()) {
            var name = service.namespace() + "/" + service.name() + (port.name().isEmpty() ? "" : ":" + port.name());
            boolean externalLocal = spec.externalTrafficPolicy().equals("Local");
            var affinity = spec.sessionAffinity().equals("ClientIP")
                    ? Math.max(1, spec.sessionAffinityConfig().clientIP().timeoutSeconds())
                    : 0;
            ports.add(new ServicePortEndpoints(
                    name,
                    port.protocol().isEmpty() ? "tcp" : port.protocol().toLowerCase(java.util.Locale.ROOT),
                    ip,
                    port.port(),
                    port.nodePort(),
                    List.copyOf(spec.externalIPs()),
                    service.status().loadBalancer().ingress().stream()
                            .map(ingress -> ingress.ip())
                            .filter(address -> !address.isEmpty() && !address.contains(":"))
                            .toList(),
                    spec.internalTrafficPolicy().equals("Local"),
                    externalLocal,
                    affinity,
                    targets(slices, port.name(), ""),
                    targets(slices, port.name(), node)));
        }
        return ports;
    }

    /** Ready pods, or, if there are none, those that still serve while they end; of one node or of all. */
    private static List<Target> targets(Collection<EndpointSlice> slices, String portName, String node) {
        var ready = new TreeSet<Target>();
        var ending = new TreeSet<Target>();
        for (var slice : slices) {
            if (!slice.addressType().equals("IPv4")) {
                continue;
            }
            for (var port : slice.ports()) {
                if (port.name().equals(portName)) {
                    slice.endpoints().stream()
                            .filter(endpoint -> node.isEmpty() || endpoint.nodeName().equals(node))
                            .forEach(endpoint -> add(endpoint, port, ready, ending));
                }
            }
        }
        return List.copyOf(ready.isEmpty() ? ending : ready);
    }

    private static void add(Endpoint endpoint, EndpointPort port, TreeSet<Target> ready, TreeSet<Target> ending) {
        var conditions = endpoint.conditions();
        boolean isReady = !conditions.hasReady() || conditions.ready();
        boolean serves = conditions.hasServing() ? conditions.serving() : isReady;
        for (var address : endpoint.addresses()) {
            var target = new Target(address, port.port());
            if (isReady) {
                ready.add(target);
            } else if (serves && conditions.terminating()) {
                ending.add(target);
            }
        }
    }

    /** Whether it can be reached from outside at all. */
    boolean external() {
        return nodePort > 0 || !externalIps.isEmpty() || !loadBalancerIps.isEmpty();
    }

    /** The pods for traffic to the service's own address. */
    List<Target> internalTargets() {
        return internalLocal ? local : cluster;
    }

    /** The pods for traffic from outside. */
    List<Target> externalTargets() {
        return externalLocal ? local : cluster;
    }
}
