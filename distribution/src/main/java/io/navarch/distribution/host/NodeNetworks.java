package io.navarch.distribution.host;

import io.navarch.distribution.cluster.Cidr;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The machines' network of a cluster whose further nodes are network namespaces on this host. To them it looks like a switch
 * with the host as router:
 *
 * <pre>
 *   host (first node)      BRIDGE 10.250.0.1/24 ──┬── veth BRIDGE-2 ── eth0 10.250.0.2 in namespace BRIDGE-2
 *     └─ masquerade to the world                  └── veth BRIDGE-3 ── eth0 10.250.0.3 in namespace BRIDGE-3
 * </pre>
 *
 * Everything is made only if it is missing, so that a restart finds its nodes' traffic undisturbed. Needs root.
 */
public final class NodeNetworks {
    private static final Path NAMESPACES = Path.of("/run/netns");
    private static final int MTU = 1500;

    private final String bridge;
    private final Cidr range;
    private final Cidr pods;

    /**
     * A description; {@link #ensure} makes it true.
     *
     * @param bridge its device name, at most 11 characters; names of namespaces and devices begin with it
     * @param range the nodes' addresses; the first is the host's
     * @param pods the pods' addresses, which the host reaches without masquerade
     */
    public NodeNetworks(String bridge, Cidr range, Cidr pods) {
        if (!bridge.matches("[a-z][a-z0-9]{0,10}")) {
            throw new IllegalArgumentException("not a name for a bridge: " + bridge);
        }
        this.bridge = bridge;
        this.range = range;
        this.pods = pods;
    }

    /** A node's place in it. */
    public record Node(NetworkNamespace namespace, InetAddress address) {}

    /** The host's own address on the bridge, the gateway of the nodes. */
    public InetAddress hostAddress() {
        return range.address(1);
    }

    /** Makes the bridge and the host's rules for it. */
    public void ensure() {
        if (!exists(bridge)) {
            HostCommand.must("ip", "link", "add", bridge, "mtu", String.valueOf(MTU), "type", "bridge");
            HostCommand.must("ip", "addr", "add", withBits(hostAddress()), "dev", bridge);
        }
        HostCommand.must("ip", "link", "set", bridge, "up");
        writeSetting("/proc/sys/net/ipv4/ip_forward", "1");
        firewall().forEach(rule -> {
            if (!HostCommand.run(rule.command("-C")).succeeded()) {
                HostCommand.must(rule.command("-A").toArray(String[]::new));
            }
        });
    }

    /**
     * Makes the namespace of a node.
     *
     * @param number 2 or more: its place in the address range
     */
    public Node ensureNode(int number) {
        String name = bridge + "-" + number;
        InetAddress address = range.address(number);
        Path path = NAMESPACES.resolve(name);
        if (!Files.exists(path)) {
            HostCommand.must("ip", "netns", "add", name);
        }
        if (!inside(name, "ip", "link", "show", "eth0").succeeded()) {
            HostCommand.run("ip", "link", "del", name);
            HostCommand.must(
                    "ip",
                    "link",
                    "add",
                    name,
                    "mtu",
                    String.valueOf(MTU),
                    "type",
                    "veth",
                    "peer",
                    "name",
                    "eth0",
                    "netns",
                    name);
        }
        HostCommand.must("ip", "link", "set", name, "master", bridge, "up");
        mustInside(name, "ip", "link", "set", "lo", "up");
        mustInside(name, "ip", "addr", "replace", withBits(address), "dev", "eth0");
        mustInside(name, "ip", "link", "set", "eth0", "up");
        mustInside(
                name, "ip", "route", "replace", "default", "via", hostAddress().getHostAddress());
        mustInside(name, "sysctl", "-q", "-w", "net.ipv4.ip_forward=1");
        return new Node(new NetworkNamespace(path), address);
    }

    /** Cuts a node off, as if its cable were pulled; {@link #ensureNode} plugs it in again. */
    public void unplug(int number) {
        HostCommand.must("ip", "link", "set", bridge + "-" + number, "down");
    }

    /** Removes the nodes' namespaces, the bridge and the rules; what is gone already is no error. */
    public void remove() {
        remove(bridge);
    }

    /** Removes all that was ever made under the bridge's name, whatever its addresses were. */
    public static void remove(String bridge) {
        for (String name : namespaces(bridge)) {
            HostCommand.run("ip", "link", "del", name);
            HostCommand.run("ip", "netns", "del", name);
        }
        HostCommand.run("ip", "link", "del", bridge);
        for (String table : List.of("nat", "filter")) {
            String deletions = HostCommand.run("iptables-save", "-t", table)
                    .output()
                    .lines()
                    .filter(line -> line.startsWith("-A ") && line.contains('"' + comment(bridge) + '"'))
                    .map(line -> "-D" + line.substring(2) + "\n")
                    .reduce("", String::concat);
            if (!deletions.isEmpty()) {
                HostCommand.run(
                        List.of("iptables-restore", "-w", "--noflush"),
                        "*" + table + "\n" + deletions + "COMMIT\n",
                        Duration.ofSeconds(30),
                        Map.of());
            }
        }
    }

    private static String comment(String bridge) {
        return "navarch nodes " + bridge;
    }

    private static List<String> namespaces(String bridge) {
        if (!Files.isDirectory(NAMESPACES)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(NAMESPACES)) {
            return all.map(path -> path.getFileName().toString())
                    .filter(name -> name.matches(bridge + "-[0-9]+"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A firewall rule; it is looked for, added and removed with the same words. */
    private record Rule(String table, List<String> words) {
        List<String> command(String operation) {
            List<String> command = new ArrayList<>(List.of("iptables", "-w", "-t", table, operation));
            command.addAll(words);
            return command;
        }
    }

    private List<Rule> firewall() {
        String comment = comment(bridge);
        return List.of(
                new Rule(
                        "nat",
                        List.of(
                                "POSTROUTING",
                                "-s",
                                range.toString(),
                                "-d",
                                pods.toString(),
                                "-m",
                                "comment",
                                "--comment",
                                comment,
                                "-j",
                                "RETURN")),
                new Rule(
                        "nat",
                        List.of(
                                "POSTROUTING",
                                "-s",
                                range.toString(),
                                "!",
                                "-o",
                                bridge,
                                "-m",
                                "comment",
                                "--comment",
                                comment,
                                "-j",
                                "MASQUERADE")),
                new Rule(
                        "filter",
                        List.of("FORWARD", "-i", bridge, "-m", "comment", "--comment", comment, "-j", "ACCEPT")),
                new Rule(
                        "filter",
                        List.of("FORWARD", "-o", bridge, "-m", "comment", "--comment", comment, "-j", "ACCEPT")));
    }

    private static boolean exists(String device) {
        return Files.exists(Path.of("/sys/class/net", device));
    }

    private String withBits(InetAddress address) {
        return address.getHostAddress() + "/" + range.bits();
    }

    private static HostCommand.Outcome inside(String name, String... command) {
        return HostCommand.run(insideCommand(name, command));
    }

    private static void mustInside(String name, String... command) {
        HostCommand.must(insideCommand(name, command).toArray(String[]::new));
    }

    private static List<String> insideCommand(String name, String... command) {
        List<String> words = new ArrayList<>(new NetworkNamespace(NAMESPACES.resolve(name)).commandPrefix());
        words.addAll(List.of(command));
        return words;
    }

    private static void writeSetting(String file, String value) {
        try {
            Files.writeString(Path.of(file), value);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot set " + file, e);
        }
    }
}
