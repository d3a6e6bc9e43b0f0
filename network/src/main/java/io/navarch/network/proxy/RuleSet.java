package io.navarch.network.proxy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All chains of a proxy with their rules, and the jumps that lead into them. Immutable.
 *
 * @param filter the chains of table {@code filter}
 * @param nat the chains of table {@code nat}
 */
record RuleSet(SortedMap<String, List<String>> filter, SortedMap<String, List<String>> nat) {
    /** A jump from a chain of the kernel into one of ours. */
    record Jump(String table, String from, String to, String match, String comment) {
        String rule() {
            return from + match + " -m comment --comment \"" + comment + "\" -j " + to;
        }

        /** Whether a line of {@code iptables-save} is this jump. */
        boolean isIn(String saved) {
            return saved.startsWith("-A " + from + " ") && saved.endsWith(" -j " + to);
        }
    }

    private static final String NEW = " -m conntrack --ctstate NEW";
    private static final String PORTALS = "kubernetes service portals";
    private static final String OUTSIDE = "kubernetes externally-visible service portals";
    private static final String FIREWALL = "kubernetes load balancer firewall";

    /** In the order in which each is put before what is there. */
    static final List<Jump> JUMPS = List.of(
            new Jump("filter", "INPUT", "KUBE-EXTERNAL-SERVICES", NEW, OUTSIDE),
            new Jump("filter", "FORWARD", "KUBE-EXTERNAL-SERVICES", NEW, OUTSIDE),
            new Jump("filter", "INPUT", "KUBE-NODEPORTS", "", "kubernetes health check service ports"),
            new Jump("filter", "FORWARD", "KUBE-SERVICES", NEW, PORTALS),
            new Jump("filter", "OUTPUT", "KUBE-SERVICES", NEW, PORTALS),
            new Jump("filter", "FORWARD", "KUBE-FORWARD", "", "kubernetes forwarding rules"),
            new Jump("filter", "INPUT", "KUBE-PROXY-FIREWALL", NEW, FIREWALL),
            new Jump("filter", "OUTPUT", "KUBE-PROXY-FIREWALL", NEW, FIREWALL),
            new Jump("filter", "FORWARD", "KUBE-PROXY-FIREWALL", NEW, FIREWALL),
            new Jump("nat", "OUTPUT", "KUBE-SERVICES", "", PORTALS),
            new Jump("nat", "PREROUTING", "KUBE-SERVICES", "", PORTALS),
            new Jump("nat", "POSTROUTING", "KUBE-POSTROUTING", "", "kubernetes postrouting rules"));

    static final RuleSet NONE = new RuleSet(new TreeMap<>(), new TreeMap<>());

    /** The rules for the ports. */
    static RuleSet of(List<ProxiedPort> ports, ProxyOptions options) {
        var writer = new RuleWriter(options);
        ports.forEach(writer::add);
        return writer.finish();
    }

    Map<String, SortedMap<String, List<String>>> tables() {
        var tables = new LinkedHashMap<String, SortedMap<String, List<String>>>();
        tables.put("filter", filter);
        tables.put("nat", nat);
        return tables;
    }

    /** The text for {@code iptables-restore --noflush} that makes all chains. */
    String text() {
        return difference(NONE, List.of());
    }

    /**
     * The text for {@code iptables-restore --noflush} that makes these rules of others: chains that differ are written anew,
     * those that are no longer wanted removed, the jumps that are missing put in. "" if there is nothing to do.
     */
    String difference(RuleSet before, List<Jump> missing) {
        var text = new StringBuilder();
        tables().forEach((table, wanted) -> {
            var old = before.tables().getOrDefault(table, new TreeMap<>());
            var changed = new ArrayList<String>();
            wanted.forEach((chain, rules) -> {
                if (!rules.equals(old.get(chain))) {
                    changed.add(chain);
                }
            });
            var gone = old.keySet().stream()
                    .filter(chain -> !wanted.containsKey(chain))
                    .toList();
            var jumps =
                    missing.stream().filter(jump -> jump.table().equals(table)).toList();
            if (!changed.isEmpty() || !gone.isEmpty() || !jumps.isEmpty()) {
                write(text, table, wanted, changed, gone, jumps);
            }
        });
        return text.toString();
    }

    private static void write(
            StringBuilder text,
            String table,
            SortedMap<String, List<String>> wanted,
            List<String> changed,
            List<String> gone,
            List<Jump> jumps) {
        text.append('*').append(table).append('\n');
        changed.forEach(chain -> text.append(':').append(chain).append(" - [0:0]\n"));
        gone.forEach(chain -> text.append(':').append(chain).append(" - [0:0]\n"));
        for (var chain : changed) {
            for (var rule : wanted.getOrDefault(chain, List.of())) {
                text.append("-A ").append(chain).append(' ').append(rule).append('\n');
            }
        }
        gone.forEach(chain -> text.append("-X ").append(chain).append('\n'));
        jumps.forEach(jump -> text.append("-I ").append(jump.rule()).append('\n'));
        text.append("COMMIT\n");
    }
}
