package io.navarch.network.proxy;

import io.navarch.network.proxy.ServicePortEndpoints.Target;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The whole rule set of a node as input for {@code iptables-restore --noflush}. Traffic takes these ways:
 *
 * <pre>
 *   PREROUTING, OUTPUT ─▶ KUBE-SERVICES ─ service address ─▶ KUBE-SVC-x ─▶ KUBE-SEP-y (one pod: DNAT)
 *                              │ external address ─▶ KUBE-EXT-x ─┬▶ KUBE-SVC-x
 *                              └ node's own address ─▶ KUBE-NODEPORTS ─▶ KUBE-EXT-x
 *   POSTROUTING ─▶ KUBE-POSTROUTING: gives marked traffic the node's address
 *   filter: KUBE-EXTERNAL-SERVICES and KUBE-SERVICES refuse services without pods, KUBE-FORWARD lets through what was marked
 * </pre>
 *
 * <p>Pure logic; one set is made by one call.
 */
final class RuleSet {
    private static final String MARK = "0x4000/0x4000";
    private static final List<String> NAT_BASE = List.of(
            "KUBE-SERVICES", "KUBE-NODEPORTS", "KUBE-POSTROUTING", "KUBE-MARK-MASQ");
    private static final List<String> FILTER_BASE =
            List.of("KUBE-SERVICES", "KUBE-EXTERNAL-SERVICES", "KUBE-FORWARD", "KUBE-NODEPORTS", "KUBE-PROXY-FIREWALL");

    private final String clusterCidr;
    private final Set<String> chains = new LinkedHashSet<>(NAT_BASE);
    private final List<String> nat = new ArrayList<>();
    private final List<String> filter = new ArrayList<>();

    private RuleSet(String clusterCidr) {
        this.clusterCidr = clusterCidr;
    }

    /** Our chains of services and endpoints: what of them is not wanted any more is removed. */
    static boolean ours(String chain) {
        return chain.matches("KUBE-(SVC|SVL|EXT|SEP|FW)-[A-Z2-7]{16}");
    }

    /**
     * The rules.
     *
     * @param existing the chains that the nat table has now
     */
    static String of(Collection<ServicePortEndpoints> ports, String clusterCidr, Set<String> existing) {
        var set = new RuleSet(clusterCidr);
        ports.stream()
                .sorted(Comparator.comparing(ServicePortEndpoints::name).thenComparing(ServicePortEndpoints::protocol))
                .forEach(set::add);
        return set.text(existing);
    }

    private void add(ServicePortEndpoints port) {
        var comment = " -m comment --comment \"" + port.name();
        if (port.internalTargets().isEmpty()) {
            refuse("KUBE-SERVICES", port, port.clusterIp(), comment);
        } else {
            var chain = port.internalLocal() ? ChainNames.local(port) : ChainNames.service(port);
            spread(chain, port, port.internalTargets(), !port.internalLocal());
            nat.add("-A KUBE-SERVICES -d " + port.clusterIp() + "/32 " + match(port) + comment + " cluster IP\" -j " + chain);
        }
        if (port.external()) {
            addExternal(port, comment);
        }
    }

    private static String match(ServicePortEndpoints port) {
        return "-p " + port.protocol() + " -m " + port.protocol() + " --dport " + port.port();
    }

    private void refuse(String chain, ServicePortEndpoints port, String address, String comment) {
        filter.add("-A " + chain + " -d " + address + "/32 " + match(port) + comment + " has no endpoints\" -j REJECT");
    }

    private void addExternal(ServicePortEndpoints port, String comment) {
        var addresses = new LinkedHashSet<>(port.externalIps());
        addresses.addAll(port.loadBalancerIps());
        if (port.externalTargets().isEmpty() && !(port.externalLocal() && !port.cluster().isEmpty())) {
            addresses.forEach(address -> refuse("KUBE-EXTERNAL-SERVICES", port, address, comment));
            if (port.nodePort() > 0) {
                filter.add("-A KUBE-EXTERNAL-SERVICES -m addrtype --dst-type LOCAL -p " + port.protocol() + " -m "
                        + port.protocol() + " --dport " + port.nodePort() + comment + " has no endpoints\" -j REJECT");
            }
            return;
        }
        var chain = ChainNames.external(port);
        chains.add(chain);
        addresses.forEach(address -> nat.add(
                "-A KUBE-SERVICES -d " + address + "/32 " + match(port) + comment + " external IP\" -j " + chain));
        if (port.nodePort() > 0) {
            nat.add("-A KUBE-NODEPORTS -p " + port.protocol() + " -m " + port.protocol() + " --dport " + port.nodePort()
                    + comment + "\" -j " + chain);
        }
        if (!port.externalLocal()) {
            nat.add("-A " + chain + comment + " external traffic\" -j KUBE-MARK-MASQ");
            spread(ChainNames.service(port), port, port.cluster(), true);
            nat.add("-A " + chain + " -j " + ChainNames.service(port));
            return;
        }
        // Pods and the node itself may reach all pods; from outside only this node's are used, with the client's address kept.
        if (!port.cluster().isEmpty()) {
            spread(ChainNames.service(port), port, port.cluster(), true);
            nat.add("-A " + chain + " -s " + clusterCidr + comment + " pod traffic\" -j " + ChainNames.service(port));
            nat.add("-A " + chain + comment + " node traffic\" -m addrtype --src-type LOCAL -j KUBE-MARK-MASQ");
            nat.add("-A " + chain + comment + " node traffic\" -m addrtype --src-type LOCAL -j " + ChainNames.service(port));
        }
        if (port.local().isEmpty() && port.nodePort() > 0) {
            filter.add("-A KUBE-EXTERNAL-SERVICES -m addrtype --dst-type LOCAL -p " + port.protocol() + " -m " + port.protocol()
                    + " --dport " + port.nodePort() + comment + " has no local endpoints\" -j DROP");
        }
        if (!port.local().isEmpty()) {
            spread(ChainNames.local(port), port, port.local(), false);
            nat.add("-A " + chain + " -j " + ChainNames.local(port));
        }
    }

    /** A chain that gives each pod its equal share; made once however often it is asked for. */
    private void spread(String chain, ServicePortEndpoints port, List<Target> targets, boolean masqueradeOutsiders) {
        if (!chains.add(chain)) {
            return;
        }
        var comment = " -m comment --comment \"" + port.name();
        if (masqueradeOutsiders && chain.equals(ChainNames.service(port))) {
            nat.add("-A " + chain + " ! -s " + clusterCidr + " -d " + port.clusterIp() + "/32 " + match(port) + comment
                    + " cluster IP\" -j KUBE-MARK-MASQ");
        }
        if (port.affinitySeconds() > 0) {
            for (var target : targets) {
                var endpoint = ChainNames.endpoint(port, target);
                nat.add("-A " + chain + comment + " -> " + target.ip() + ":" + target.port() + "\" -m recent --name " + endpoint
                        + " --rcheck --seconds " + port.affinitySeconds() + " --reap -j " + endpoint);
            }
        }
        for (int i = 0; i < targets.size(); i++) {
            var target = targets.get(i);
            int left = targets.size() - i;
            var chance = left == 1
                    ? ""
                    : " -m statistic --mode random --probability " + String.format(Locale.ROOT, "%.10f", 1.0 / left);
            var endpoint = ChainNames.endpoint(port, target);
            nat.add("-A " + chain + comment + " -> " + target.ip() + ":" + target.port() + "\"" + chance + " -j " + endpoint);
            translate(endpoint, port, target);
        }
    }

    private void translate(String chain, ServicePortEndpoints port, Target target) {
        if (!chains.add(chain)) {
            return;
        }
        var comment = " -m comment --comment \"" + port.name() + "\"";
        // A pod that reaches itself by the service must see another address than its own.
        nat.add("-A " + chain + " -s " + target.ip() + "/32" + comment + " -j KUBE-MARK-MASQ");
        var remember = port.affinitySeconds() > 0 ? " -m recent --name " + chain + " --set" : "";
        nat.add("-A " + chain + " -p " + port.protocol() + " -m " + port.protocol() + comment + remember
                + " -j DNAT --to-destination " + target.ip() + ":" + target.port());
    }

    private String text(Set<String> existing) {
        var out = new StringBuilder();
        out.append("*filter\n");
        FILTER_BASE.forEach(chain -> out.append(':').append(chain).append(" - [0:0]\n"));
        filter.forEach(rule -> out.append(rule).append('\n'));
        out.append("-A KUBE-FORWARD -m conntrack --ctstate INVALID -j DROP\n");
        out.append("-A KUBE-FORWARD -m comment --comment \"kubernetes forwarding rules\" -m mark --mark " + MARK + " -j ACCEPT\n");
        out.append("-A KUBE-FORWARD -m comment --comment \"kubernetes forwarding conntrack rule\" -m conntrack --ctstate"
                + " RELATED,ESTABLISHED -j ACCEPT\n");
        out.append("COMMIT\n*nat\n");
        chains.forEach(chain -> out.append(':').append(chain).append(" - [0:0]\n"));
        var stale = existing.stream().filter(chain -> ours(chain) && !chains.contains(chain)).sorted().toList();
        stale.forEach(chain -> out.append(':').append(chain).append(" - [0:0]\n"));
        out.append("-A KUBE-MARK-MASQ -j MARK --or-mark 0x4000\n");
        out.append("-A KUBE-POSTROUTING -m mark ! --mark " + MARK + " -j RETURN\n");
        out.append("-A KUBE-POSTROUTING -j MARK --xor-mark 0x4000\n");
        out.append("-A KUBE-POSTROUTING -m comment --comment \"kubernetes service traffic requiring SNAT\" -j MASQUERADE\n");
        nat.forEach(rule -> out.append(rule).append('\n'));
        out.append("-A KUBE-SERVICES -m comment --comment \"kubernetes service nodeports; NOTE: this must be the last rule in this"
                + " chain\" -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS\n");
        stale.forEach(chain -> out.append("-X ").append(chain).append('\n'));
        return out.append("COMMIT\n").toString();
    }
}
