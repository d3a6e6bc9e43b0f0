package io.navarch.apiserver.strategy;

import io.navarch.apiserver.registry.Strategy;
import io.navarch.model.core.v1.EndpointAddress;
import io.navarch.model.core.v1.EndpointPort;
import io.navarch.model.core.v1.EndpointSubset;
import io.navarch.model.core.v1.Endpoints;
import io.navarch.model.tree.Struct;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Endpoints are stored repacked: every subset names a different set of ports, addresses stand once and in order, and an
 * address that is both ready and not ready is not ready.
 */
final class EndpointsStrategy implements Strategy {
    private static final Comparator<EndpointAddress> BY_ADDRESS = Comparator.comparing(EndpointAddress::ip)
            .thenComparing(address -> address.targetRef().uid());

    /** The addresses of one set of ports. */
    private record Addresses(Set<EndpointAddress> ready, Set<EndpointAddress> notReady) {
        Addresses() {
            this(new LinkedHashSet<>(), new LinkedHashSet<>());
        }
    }

    @Override
    public Struct canonicalize(Struct valid) {
        var endpoints = new Endpoints(valid);
        return endpoints.subsets().isEmpty()
                ? valid
                : endpoints.withSubsets(repacked(endpoints.subsets())).tree();
    }

    static List<EndpointSubset> repacked(List<EndpointSubset> subsets) {
        Map<EndpointPort, Addresses> byPort = new LinkedHashMap<>();
        for (var subset : subsets) {
            var ports = subset.ports().isEmpty() ? List.of(EndpointPort.EMPTY.withPort(-1)) : subset.ports();
            for (var port : ports) {
                var addresses = byPort.computeIfAbsent(port, absent -> new Addresses());
                addresses.ready.addAll(subset.addresses());
                addresses.notReady.addAll(subset.notReadyAddresses());
            }
        }
        byPort.values().forEach(addresses -> addresses.ready.removeAll(addresses.notReady));
        Map<Addresses, Set<EndpointPort>> byAddresses = new LinkedHashMap<>();
        byPort.forEach((port, addresses) -> byAddresses
                .computeIfAbsent(addresses, absent -> new HashSet<>())
                .add(port));
        var packed = new TreeMap<String, EndpointSubset>();
        byAddresses.forEach((addresses, ports) -> {
            if (!addresses.ready.isEmpty() || !addresses.notReady.isEmpty()) {
                var subset = subset(addresses, ports);
                packed.put(subset.toString(), subset);
            }
        });
        return List.copyOf(packed.values());
    }

    private static EndpointSubset subset(Addresses addresses, Set<EndpointPort> ports) {
        var real = new ArrayList<EndpointPort>();
        for (var port : ports) {
            if (port.port() != -1) {
                real.add(port);
            }
        }
        real.sort(Comparator.comparing(EndpointPort::port).thenComparing(EndpointPort::toString));
        return EndpointSubset.EMPTY
                .withAddresses(addresses.ready.stream().sorted(BY_ADDRESS).toList())
                .withNotReadyAddresses(
                        addresses.notReady.stream().sorted(BY_ADDRESS).toList())
                .withPorts(real);
    }
}
