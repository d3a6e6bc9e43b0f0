package io.navarch.network.proxy;

import io.navarch.network.NodeCommands;
import io.navarch.network.proxy.RuleSet.Jump;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads and writes the rules of a node's network with whatever flavour of iptables is installed. Blocks; stateless. */
final class Iptables {
    private static final String LOCK_SECONDS = "5";

    private final NodeCommands commands;
    private final IpFamily family;

    Iptables(NodeCommands commands, IpFamily family) {
        this.commands = commands;
        this.family = family;
    }

    /**
     * What is there.
     *
     * @param chains the number of rules of each of our chains, by table and name
     * @param missing the jumps that are not
     * @param jumps the rules that lead to our chains, as they were saved, by table
     */
    record Present(Map<String, Map<String, Integer>> chains, List<Jump> missing, Map<String, List<String>> jumps) {
        /** Whether our chains are as long as they were made and every jump is there. */
        boolean holds(RuleSet rules) {
            return missing.isEmpty()
                    && rules.tables().entrySet().stream().allMatch(table -> {
                        var lengths = chains.getOrDefault(table.getKey(), Map.of());
                        return table.getValue().entrySet().stream()
                                .allMatch(chain -> chain.getValue().size() == lengths.getOrDefault(chain.getKey(), -1));
                    });
        }

        /** Our chains without their rules, which are not known: whatever is wanted differs from them. */
        RuleSet skeleton() {
            var tables = new HashMap<String, TreeMap<String, List<String>>>();
            chains.forEach((table, lengths) -> {
                var skeleton = new TreeMap<String, List<String>>();
                lengths.keySet().stream()
                        .filter(ChainNames::isOfService)
                        .forEach(chain -> skeleton.put(chain, List.of("?")));
                tables.put(table, skeleton);
            });
            return new RuleSet(
                    tables.getOrDefault("filter", new TreeMap<>()), tables.getOrDefault("nat", new TreeMap<>()));
        }
    }

    Present read() throws IOException, InterruptedException {
        var chains = new HashMap<String, Map<String, Integer>>();
        var missing = new ArrayList<>(RuleSet.JUMPS);
        var jumps = new HashMap<String, List<String>>();
        for (var table : RuleSet.NONE.tables().keySet()) {
            var lengths = new HashMap<String, Integer>();
            for (var line : commands.must("", family.program() + "-save", "-t", table)
                    .lines()
                    .toList()) {
                if (line.startsWith(":KUBE-")) {
                    lengths.merge(line.substring(1, line.indexOf(' ')), 0, Integer::sum);
                } else if (line.startsWith("-A KUBE-")) {
                    lengths.merge(line.substring(3, line.indexOf(' ', 3)), 1, Integer::sum);
                } else if (RuleSet.JUMPS.stream().anyMatch(jump -> jump.table().equals(table) && jump.isIn(line))) {
                    missing.removeIf(jump -> jump.table().equals(table) && jump.isIn(line));
                    jumps.computeIfAbsent(table, absent -> new ArrayList<>()).add(line);
                }
            }
            chains.put(table, lengths);
        }
        return new Present(chains, missing, jumps);
    }

    /** Applies the text: each table at once or not at all. */
    void restore(String text) throws IOException, InterruptedException {
        commands.must(text, family.program() + "-restore", "-w", LOCK_SECONDS, "--noflush");
    }

    /** Takes away all jumps and chains that a proxy of any version may have made. */
    void clear() throws IOException, InterruptedException {
        var present = read();
        var own = RuleSet.of(List.of(), ProxyOptions.usual("")).tables();
        var text = new StringBuilder();
        present.chains().forEach((table, lengths) -> {
            var chains = lengths.keySet().stream()
                    .filter(chain -> ChainNames.isOfService(chain)
                            || own.getOrDefault(table, new TreeMap<>()).containsKey(chain))
                    .sorted()
                    .toList();
            if (!chains.isEmpty()) {
                text.append('*').append(table).append('\n');
                for (var jump : present.jumps().getOrDefault(table, List.of())) {
                    text.append("-D").append(jump, 2, jump.length()).append('\n');
                }
                chains.forEach(chain -> text.append(':').append(chain).append(" - [0:0]\n"));
                chains.forEach(chain -> text.append("-X ").append(chain).append('\n'));
                text.append("COMMIT\n");
            }
        });
        if (!text.isEmpty()) {
            restore(text.toString());
        }
    }
}
