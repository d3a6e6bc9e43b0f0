package io.navarch.network.proxy;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The UDP flows that a change of services leaves leading to nowhere. UDP has no end that the kernel sees: as long as a client
 * sends, its flow keeps the endpoint (or the absence of one) that it began with. Stateless.
 */
final class StaleFlows {
    private static final String UDP = "UDP";

    private StaleFlows() {}

    /** The arguments of {@code conntrack} that end such flows. */
    static List<List<String>> between(List<ProxiedPort> before, List<ProxiedPort> after) {
        Map<ServicePortName, ProxiedPort> now = byName(after);
        Map<ServicePortName, ProxiedPort> then = byName(before);
        var commands = new LinkedHashSet<List<String>>();
        then.forEach((name, port) -> {
            var kept = now.get(name);
            var targets = kept == null ? Set.<String>of() : targets(kept);
            for (var endpoint : port.destinations().all()) {
                if (!targets.contains(endpoint.target())) {
                    commands.addAll(toEndpoint(port, endpoint.ip()));
                }
            }
        });
        now.forEach((name, port) -> {
            var old = then.get(name);
            boolean wasEmpty = old == null || old.destinations().all().isEmpty();
            if (wasEmpty && !port.destinations().all().isEmpty()) {
                commands.addAll(untranslated(port));
            }
        });
        return new ArrayList<>(commands);
    }

    private static Map<ServicePortName, ProxiedPort> byName(List<ProxiedPort> ports) {
        return ports.stream()
                .filter(port -> port.name().protocol().equals(UDP))
                .collect(Collectors.toMap(ProxiedPort::name, Function.identity()));
    }

    private static Set<String> targets(ProxiedPort port) {
        return port.destinations().all().stream().map(ProxyEndpoint::target).collect(Collectors.toSet());
    }

    private static List<String> addresses(ProxiedPort port) {
        var addresses = new ArrayList<String>();
        addresses.add(port.clusterIp());
        addresses.addAll(port.externalIps());
        addresses.addAll(port.loadBalancerIps());
        return addresses;
    }

    private static List<List<String>> toEndpoint(ProxiedPort port, String ip) {
        var commands = new ArrayList<List<String>>();
        for (var address : addresses(port)) {
            commands.add(List.of("-D", "--orig-dst", address, "--dst-nat", ip, "-p", "udp"));
        }
        if (port.nodePort() != 0) {
            commands.add(List.of("-D", "-p", "udp", "--dport", String.valueOf(port.nodePort()), "--dst-nat", ip));
        }
        return commands;
    }

    private static List<List<String>> untranslated(ProxiedPort port) {
        var commands = new ArrayList<List<String>>();
        for (var address : addresses(port)) {
            commands.add(List.of("-D", "--orig-dst", address, "-p", "udp"));
        }
        if (port.nodePort() != 0) {
            commands.add(List.of("-D", "-p", "udp", "--dport", String.valueOf(port.nodePort())));
        }
        return commands;
    }
}
