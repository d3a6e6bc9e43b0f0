package io.navarch.network.proxy;

import io.navarch.network.proxy.ProxiedPort.Policy;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Writes the rules of service ports, chain by chain. A packet to a service goes
 *
 * <pre>
 *   PREROUTING, OUTPUT → KUBE-SERVICES ─ cluster IP ─────────────→ KUBE-SVC-x (all) or KUBE-SVL-x (local endpoints)
 *                              ├─ external, load balancer's IP ──→ KUBE-FW-x → KUBE-EXT-x → KUBE-SVC-x or KUBE-SVL-x
 *                              └─ KUBE-NODEPORTS ─ node port ────→ KUBE-EXT-x
 *   KUBE-SVC-x → KUBE-SEP-y: DNAT to the endpoint               POSTROUTING → KUBE-POSTROUTING: masquerade what is marked
 * </pre>
 *
 * Used once, by one thread.
 */
final class RuleWriter {
    private static final String SERVICES = "KUBE-SERVICES";
    private static final String EXTERNAL_SERVICES = "KUBE-EXTERNAL-SERVICES";
    private static final String NODE_PORTS = "KUBE-NODEPORTS";
    private static final String FORWARD = "KUBE-FORWARD";
    private static final String PROXY_FIREWALL = "KUBE-PROXY-FIREWALL";
    private static final String POSTROUTING = "KUBE-POSTROUTING";
    private static final String MARK_MASQ = "KUBE-MARK-MASQ";
    private static final String LOCAL_DESTINATION = "-m addrtype --dst-type LOCAL";

    private final ProxyOptions options;
    private final SortedMap<String, List<String>> filter = new TreeMap<>();
    private final SortedMap<String, List<String>> nat = new TreeMap<>();

    RuleWriter(ProxyOptions options) {
        this.options = options;
        var mark = options.mark();
        for (var chain : List.of(SERVICES, EXTERNAL_SERVICES, NODE_PORTS, PROXY_FIREWALL)) {
            filter.put(chain, new ArrayList<>());
        }
        nat.put(SERVICES, new ArrayList<>());
        nat.put(NODE_PORTS, new ArrayList<>());
        filter.put(
                FORWARD,
                List.of(
                        "-m conntrack --ctstate INVALID -j DROP",
                        comment("kubernetes forwarding rules") + " -m mark --mark " + mark + "/" + mark + " -j ACCEPT",
                        comment("kubernetes forwarding conntrack rule")
                                + " -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT"));
        nat.put(MARK_MASQ, List.of("-j MARK --or-mark " + mark));
        nat.put(
                POSTROUTING,
                List.of(
                        "-m mark ! --mark " + mark + "/" + mark + " -j RETURN",
                        // Taken off again, lest the packet is masqueraded once more where it passes a second time.
                        "-j MARK --xor-mark " + mark,
                        comment("kubernetes service traffic requiring SNAT") + " -j MASQUERADE --random-fully"));
    }

    private static String comment(String text) {
        return "-m comment --comment \"" + text + "\"";
    }

    private static void append(SortedMap<String, List<String>> table, String chain, String rule) {
        table.computeIfAbsent(chain, absent -> new ArrayList<>()).add(rule);
    }

    private static String protocol(ProxiedPort port) {
        return "-m " + port.protocol() + " -p " + port.protocol();
    }

    private static String to(ProxiedPort port, String ip) {
        return protocol(port) + " -d " + ip + " --dport " + port.port();
    }

    private static String chain(String prefix, ProxiedPort port) {
        return ChainNames.of(prefix, port.name(), port.protocol());
    }

    private static String policyChain(ProxiedPort port, Policy policy) {
        return chain(policy == Policy.LOCAL ? ChainNames.SERVICE_LOCAL : ChainNames.SERVICE, port);
    }

    void add(ProxiedPort port) {
        var destinations = port.destinations();
        boolean some = !destinations.all().isEmpty();
        boolean inside = !destinations.of(port.internal()).isEmpty();
        if (inside) {
            append(
                    nat,
                    SERVICES,
                    comment(port.name() + " cluster IP") + " " + to(port, port.clusterIp()) + " -j "
                            + policyChain(port, port.internal()));
            masquerade(port);
        } else {
            append(filter, SERVICES, refusal(port, to(port, port.clusterIp())));
        }
        if (port.isExternal()) {
            external(port, some);
        }
        if (port.healthCheckNodePort() != 0) {
            append(
                    filter,
                    NODE_PORTS,
                    comment(port.name() + " health check node port") + " -m tcp -p tcp --dport "
                            + port.healthCheckNodePort() + " -j ACCEPT");
        }
        endpoints(port);
    }

    /** Rejected if nobody answers; dropped if only others do, so that a load balancer finds those. */
    private static String refusal(ProxiedPort port, String destination) {
        boolean any = port.destinations().any();
        return comment(port.name() + (any ? " has no local endpoints" : " has no endpoints")) + " " + destination
                + " -j " + (any ? "DROP" : "REJECT");
    }

    private void masquerade(ProxiedPort port) {
        if (!options.masqueradeAll() && options.clusterCidr().isEmpty()) {
            return;
        }
        var outsiders = options.masqueradeAll() ? "" : " ! -s " + options.clusterCidr();
        append(
                nat,
                policyChain(port, port.internal()),
                comment(port.name() + " cluster IP") + " " + to(port, port.clusterIp()) + outsiders + " -j "
                        + MARK_MASQ);
    }

    private void external(ProxiedPort port, boolean some) {
        var externalChain = chain(ChainNames.EXTERNAL, port);
        boolean reachable = !port.destinations().of(port.external()).isEmpty();
        for (var ip : port.externalIps()) {
            if (some) {
                append(
                        nat,
                        SERVICES,
                        comment(port.name() + " external IP") + " " + to(port, ip) + " -j " + externalChain);
            }
            if (!reachable) {
                append(filter, EXTERNAL_SERVICES, refusal(port, to(port, ip)));
            }
        }
        var ranges = port.sourceRanges();
        var balancerChain = ranges.isEmpty() ? externalChain : chain(ChainNames.FIREWALL, port);
        for (var ip : port.loadBalancerIps()) {
            if (some) {
                append(
                        nat,
                        SERVICES,
                        comment(port.name() + " loadbalancer IP") + " " + to(port, ip) + " -j " + balancerChain);
                if (!ranges.isEmpty()) {
                    append(
                            filter,
                            PROXY_FIREWALL,
                            comment(port.name() + " traffic not accepted by " + balancerChain) + " " + to(port, ip)
                                    + " -j DROP");
                }
            }
            if (!reachable) {
                append(filter, EXTERNAL_SERVICES, refusal(port, to(port, ip)));
            }
        }
        if (some && !port.loadBalancerIps().isEmpty() && !ranges.isEmpty()) {
            firewall(port, balancerChain, externalChain);
        }
        nodePort(port, some, reachable, externalChain);
        if (some) {
            externalChain(port, reachable, externalChain);
        }
    }

    private void nodePort(ProxiedPort port, boolean some, boolean reachable, String externalChain) {
        if (port.nodePort() == 0) {
            return;
        }
        if (some) {
            append(
                    nat,
                    NODE_PORTS,
                    comment(port.name().toString()) + " " + protocol(port) + " --dport " + port.nodePort() + " -j "
                            + externalChain);
        }
        if (!reachable) {
            append(
                    filter,
                    EXTERNAL_SERVICES,
                    refusal(port, LOCAL_DESTINATION + " " + protocol(port) + " --dport " + port.nodePort()));
        }
    }

    private void firewall(ProxiedPort port, String chain, String externalChain) {
        for (var range : port.sourceRanges()) {
            append(nat, chain, comment(port.name() + " loadbalancer IP") + " -s " + range + " -j " + externalChain);
        }
        append(nat, chain, comment("other traffic to " + port.name() + " will be dropped by " + PROXY_FIREWALL));
    }

    private void externalChain(ProxiedPort port, boolean reachable, String chain) {
        var destinations = port.name() + " external destinations";
        if (port.external() == Policy.CLUSTER) {
            append(nat, chain, comment("masquerade traffic for " + destinations) + " -j " + MARK_MASQ);
        } else {
            var all = policyChain(port, Policy.CLUSTER);
            boolean anywhere = !port.destinations().cluster().isEmpty();
            if (!options.clusterCidr().isEmpty() && anywhere) {
                append(
                        nat,
                        chain,
                        comment("pod traffic for " + destinations) + " -s " + options.clusterCidr() + " -j " + all);
            }
            append(
                    nat,
                    chain,
                    comment("masquerade LOCAL traffic for " + destinations) + " -m addrtype --src-type LOCAL -j "
                            + MARK_MASQ);
            if (anywhere) {
                append(
                        nat,
                        chain,
                        comment("route LOCAL traffic for " + destinations) + " -m addrtype --src-type LOCAL -j " + all);
            }
        }
        if (reachable) {
            append(nat, chain, "-j " + policyChain(port, port.external()));
        }
    }

    private void endpoints(ProxiedPort port) {
        var destinations = port.destinations();
        var used = new LinkedHashSet<ProxyEndpoint>();
        if (port.usesCluster()) {
            spread(port, policyChain(port, Policy.CLUSTER), destinations.cluster());
            used.addAll(destinations.cluster());
        }
        if (port.usesLocal()) {
            spread(port, policyChain(port, Policy.LOCAL), destinations.local());
            used.addAll(destinations.local());
        }
        used.forEach(endpoint -> endpoint(port, endpoint));
    }

    /** Leads to each endpoint as often as to every other: the first with chance 1/n, the second with 1/(n-1) of the rest … */
    private void spread(ProxiedPort port, String chain, List<ProxyEndpoint> endpoints) {
        if (port.stickySeconds() > 0) {
            for (var endpoint : endpoints) {
                var target = endpointChain(port, endpoint);
                append(
                        nat,
                        chain,
                        comment(port.name() + " -> " + endpoint.target()) + " -m recent --name " + target
                                + " --rcheck --seconds " + port.stickySeconds() + " --reap -j " + target);
            }
        }
        for (int i = 0; i < endpoints.size(); i++) {
            var endpoint = endpoints.get(i);
            int left = endpoints.size() - i;
            var chance = left == 1
                    ? ""
                    : String.format(Locale.ROOT, " -m statistic --mode random --probability %.10f", 1.0 / left);
            append(
                    nat,
                    chain,
                    comment(port.name() + " -> " + endpoint.target()) + chance + " -j "
                            + endpointChain(port, endpoint));
        }
    }

    private static String endpointChain(ProxiedPort port, ProxyEndpoint endpoint) {
        return ChainNames.ofEndpoint(port.name(), port.protocol(), endpoint.target());
    }

    private void endpoint(ProxiedPort port, ProxyEndpoint endpoint) {
        var chain = endpointChain(port, endpoint);
        var name = comment(port.name().toString());
        // A pod that reaches itself through its service must not see its own address as the client's.
        append(nat, chain, name + " -s " + endpoint.ip() + " -j " + MARK_MASQ);
        var sticky = port.stickySeconds() > 0 ? " -m recent --name " + chain + " --set" : "";
        append(nat, chain, name + sticky + " " + protocol(port) + " -j DNAT --to-destination " + endpoint.target());
    }

    RuleSet finish() {
        var ranges = options.nodePortAddresses();
        var note = comment("kubernetes service nodeports; NOTE: this must be the last rule in this chain");
        if (ranges.isEmpty()) {
            var loopback = options.family() == IpFamily.IPV4 ? " ! -d 127.0.0.0/8" : " ! -d ::1/128";
            append(nat, SERVICES, note + " " + LOCAL_DESTINATION + loopback + " -j " + NODE_PORTS);
        }
        for (var range : ranges) {
            append(nat, SERVICES, note + " -d " + range + " " + LOCAL_DESTINATION + " -j " + NODE_PORTS);
        }
        return new RuleSet(filter, nat);
    }
}
