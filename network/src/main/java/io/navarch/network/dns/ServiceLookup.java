package io.navarch.network.dns;

import io.navarch.model.core.v1.Service;
import io.navarch.model.discovery.v1.Endpoint;
import io.navarch.model.discovery.v1.EndpointPort;
import io.navarch.model.discovery.v1.EndpointSlice;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.xbill.DNS.Name;

/** Finds what stands behind the name of a service or of one of its endpoints. Stateless over the records. */
final class ServiceLookup {
    private static final int NO_PORT = -1;

    private final ClusterRecords records;
    private final ClusterZoneOptions options;

    ServiceLookup(ClusterRecords records, ClusterZoneOptions options) {
        this.records = records;
        this.options = options;
    }

    /** What was found under a name. */
    sealed interface Found {
        /** No such name. */
        record Missing() implements Found {}

        /** The name is there and has no addresses. */
        record Bare() implements Found {}

        record Hosts(List<Host> hosts) implements Found {}

        /** Another name for one outside. */
        record Alias(Name target) implements Found {}
    }

    /**
     * An address behind a name.
     *
     * @param owner the name that stands for this address alone, the target of SRV records
     * @param port {@code -1} if it has none
     */
    record Host(Name owner, String ip, int port) {
        boolean hasPort() {
            return port != NO_PORT;
        }
    }

    Found find(ClusterName.OfService wanted, Name domain) {
        if (!records.hasNamespace(wanted.namespace())) {
            return new Found.Missing();
        }
        if (wanted.service().isEmpty()) {
            return new Found.Bare();
        }
        var service = records.service(wanted.namespace(), wanted.service());
        return service.isEmpty() ? new Found.Missing() : find(service.get(), wanted, domain);
    }

    private Found find(Service service, ClusterName.OfService wanted, Name domain) {
        var spec = service.spec();
        if (spec.type().equals("ExternalName")) {
            var target = Names.below(spec.externalName(), Name.root);
            if (target == null || !wanted.endpoint().isEmpty() || Names.address(spec.externalName()) != null) {
                return new Found.Missing();
            }
            return new Found.Alias(target);
        }
        boolean headless = spec.clusterIP().equals("None") || spec.clusterIP().isEmpty();
        if (headless || !wanted.endpoint().isEmpty()) {
            return hosts(endpoints(service, wanted, domain));
        }
        if (options.ignoreEmptyService() && endpoints(service, wanted, domain).isEmpty()) {
            return new Found.Missing();
        }
        return hosts(clusterIps(service, wanted, domain));
    }

    private static Found hosts(List<Host> hosts) {
        return hosts.isEmpty() ? new Found.Missing() : new Found.Hosts(hosts);
    }

    private static List<Host> clusterIps(Service service, ClusterName.OfService wanted, Name domain) {
        var owner = Names.below(service.name() + "." + service.namespace() + ".svc", domain);
        var found = new ArrayList<Host>();
        if (owner == null) {
            return found;
        }
        var spec = service.spec();
        var ips = spec.clusterIPs().isEmpty() ? List.of(spec.clusterIP()) : spec.clusterIPs();
        if (spec.ports().isEmpty() && anyPort(wanted)) {
            ips.forEach(ip -> found.add(new Host(owner, ip, NO_PORT)));
        }
        for (var port : spec.ports()) {
            if (matches(wanted, port.name(), port.protocol())) {
                ips.forEach(ip -> found.add(new Host(owner, ip, port.port())));
            }
        }
        return found;
    }

    private List<Host> endpoints(Service service, ClusterName.OfService wanted, Name domain) {
        var found = new ArrayList<Host>();
        boolean unready = service.spec().publishNotReadyAddresses();
        for (var slice : records.slices(service.namespace(), service.name())) {
            var ports = ports(slice, wanted);
            for (var endpoint : slice.endpoints()) {
                if (unready || isReady(endpoint)) {
                    add(found, service, endpoint, ports, wanted, domain);
                }
            }
        }
        return found;
    }

    private void add(
            List<Host> found,
            Service service,
            Endpoint endpoint,
            Set<Integer> ports,
            ClusterName.OfService wanted,
            Name domain) {
        for (var ip : endpoint.addresses()) {
            var hostname = hostname(endpoint, ip);
            if (!wanted.endpoint().isEmpty() && !wanted.endpoint().equals(hostname.toLowerCase(Locale.ROOT))) {
                continue;
            }
            var owner = Names.below(hostname + "." + service.name() + "." + service.namespace() + ".svc", domain);
            if (owner != null) {
                ports.forEach(port -> found.add(new Host(owner, ip, port)));
            }
        }
    }

    private static Set<Integer> ports(EndpointSlice slice, ClusterName.OfService wanted) {
        var ports = new LinkedHashSet<Integer>();
        for (EndpointPort port : slice.ports()) {
            if (matches(wanted, port.name(), port.protocol())) {
                ports.add(port.hasPort() ? port.port() : NO_PORT);
            }
        }
        if (slice.ports().isEmpty() && anyPort(wanted)) {
            ports.add(NO_PORT);
        }
        return ports;
    }

    static boolean isReady(Endpoint endpoint) {
        return !endpoint.conditions().hasReady() || endpoint.conditions().ready();
    }

    /** The label that stands for the endpoint below its service's name. */
    private String hostname(Endpoint endpoint, String ip) {
        if (!endpoint.hostname().isEmpty()) {
            return endpoint.hostname();
        }
        var pod = endpoint.targetRef().name();
        return options.endpointPodNames() && !pod.isEmpty()
                ? pod
                : ip.replace('.', '-').replace(':', '-');
    }

    private static boolean anyPort(ClusterName.OfService wanted) {
        return wanted.port().isEmpty() && wanted.protocol().isEmpty();
    }

    private static boolean matches(ClusterName.OfService wanted, String port, String protocol) {
        var effective = protocol.isEmpty() ? "TCP" : protocol;
        return (wanted.port().isEmpty() || wanted.port().equalsIgnoreCase(port))
                && (wanted.protocol().isEmpty() || wanted.protocol().equalsIgnoreCase(effective));
    }

    /** The names of an address: of the services that have it, else of the endpoints. */
    List<Name> namesOf(String ip, Name domain) {
        var names = new LinkedHashSet<Name>();
        for (var service : records.servicesAt(ip)) {
            add(names, service.name() + "." + service.namespace() + ".svc", domain);
        }
        if (!names.isEmpty()) {
            return List.copyOf(names);
        }
        for (var slice : records.slicesAt(ip)) {
            var service = slice.metadata().labels().getOrDefault(ClusterRecords.SERVICE_NAME, "");
            boolean unready = records.service(slice.namespace(), service)
                    .map(found -> found.spec().publishNotReadyAddresses())
                    .orElse(false);
            for (var endpoint : slice.endpoints()) {
                for (var address : endpoint.addresses()) {
                    if (Names.canonical(address).equals(ip) && (unready || isReady(endpoint)) && !service.isEmpty()) {
                        add(
                                names,
                                hostname(endpoint, address) + "." + service + "." + slice.namespace() + ".svc",
                                domain);
                    }
                }
            }
        }
        return List.copyOf(names);
    }

    private static void add(Set<Name> names, String text, Name domain) {
        var name = Names.below(text, domain);
        if (name != null) {
            names.add(name);
        }
    }
}
