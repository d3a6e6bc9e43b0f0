package io.navarch.network.overlay;

import io.navarch.client.informer.Informers;
import io.navarch.client.informer.Lister;
import io.navarch.model.core.v1.Node;
import io.navarch.network.NodeCommands;
import io.navarch.network.overlay.OverlayPlan.OverlayNode;
import io.navarch.runtime.Clock;
import io.navarch.runtime.NetworkContext;
import io.navarch.runtime.queue.Next;
import io.navarch.runtime.queue.ReconcileLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps one node's part of the pod network as the Node objects say. */
public final class Overlay implements AutoCloseable {
    /** The name under which CNI plug-ins keep what they note of pods. */
    public static final String CNI_NETWORK = "navarch";

    private static final Logger LOG = LoggerFactory.getLogger(Overlay.class);
    private static final Duration RESYNC = Duration.ofSeconds(30);

    /** The name that {@code --configure-cbr0} once gave it. */
    private static final String BRIDGE = "cbr0";

    private static final String BRIDGES_FILTERED = "net.bridge.bridge-nf-call-iptables";

    private final String nodeName;
    private final String clusterCidr;
    private final Path cniFolder;
    private final Lister<Node> nodes;
    private final NodeCommands commands;
    private final ReconcileLoop<String> loop;
    private @Nullable OverlayPlan done;
    private String firewall = "";

    /**
     * Wires a node's overlay; nothing runs yet.
     *
     * @param network of the node, in which devices, routes and rules are made
     * @param clusterCidr the addresses of all pods
     * @param cniFolder where the node's container engine looks for its CNI configuration
     */
    public Overlay(
            String nodeName,
            NetworkContext network,
            Informers informers,
            String clusterCidr,
            Path cniFolder,
            Clock clock) {
        this.nodeName = nodeName;
        this.clusterCidr = clusterCidr;
        this.cniFolder = cniFolder;
        this.commands = new NodeCommands(network);
        var informer = informers.of(Node.KIND);
        nodes = informer.lister();
        loop = new ReconcileLoop<>("overlay-" + nodeName, clock, this::reconcile);
        informer.onChange((before, after) -> {
            if (before == null || after == null || !place(before).equals(place(after))) {
                loop.queue().add(nodeName);
            }
        });
    }

    public Overlay start() {
        loop.queue().add(nodeName);
        loop.start(1);
        return this;
    }

    /** The node's place in the overlay; empty until it has an address and a range. */
    private static Optional<OverlayNode> place(Node node) {
        var address = node.status().addresses().stream()
                .filter(candidate -> candidate.type().equals("InternalIP"))
                .map(candidate -> candidate.address())
                .findFirst();
        return address.isEmpty()
                        || node.spec().podCIDR().isEmpty()
                        || node.spec().podCIDR().contains(":")
                ? Optional.empty()
                : Optional.of(
                        new OverlayNode(node.name(), address.get(), node.spec().podCIDR()));
    }

    private Next reconcile(String name) throws InterruptedException {
        var own = nodes.find("", name).flatMap(Overlay::place);
        if (own.isEmpty()) {
            return Next.done();
        }
        var peers = new ArrayList<OverlayNode>();
        for (var node : nodes.all()) {
            // Simulated nodes have pods that nobody can reach.
            if (!node.name().equals(name)
                    && !node.status().nodeInfo().containerRuntimeVersion().startsWith("simulated:")) {
                place(node).ifPresent(peers::add);
            }
        }
        try {
            bring(new OverlayPlan(own.get(), peers));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Next.after(RESYNC);
    }

    private void bring(OverlayPlan plan) throws IOException, InterruptedException {
        int mtu = mtu(plan.own().address());
        var configuration = CniConfiguration.render(
                BRIDGE, plan.own().podCidr(), mtu - OverlayPlan.OVERHEAD, cniFolder.resolveSibling("addresses"));
        if (!CniConfiguration.write(cniFolder, configuration)) {
            LOG.info("{} has a CNI configuration of its own: the built-in pod network stays away", cniFolder);
            return;
        }
        firewall(plan);
        cleanBridge(plan);
        if (!plan.peers().isEmpty() || done != null) {
            connect(plan, mtu);
        }
        if (!plan.equals(done) && !plan.peers().isEmpty()) {
            LOG.info("pod network of {}: {} to {}", nodeName, plan.own().podCidr(), plan.peers());
        }
    }

    private void firewall(OverlayPlan plan) throws IOException, InterruptedException {
        commands.must("", "sysctl", "-q", "-w", "net.ipv4.ip_forward=1");
        commands.run("", "sysctl", "-q", "-w", BRIDGES_FILTERED + "=1");
        boolean filtered =
                commands.run("", "sysctl", "-n", BRIDGES_FILTERED).output().equals("1");
        var rules = plan.firewall(clusterCidr, filtered);
        if (!rules.equals(firewall) || !intact()) {
            commands.must(rules, "iptables-restore", "-w", "5", "--noflush");
            jump("nat", "POSTROUTING", "NAVARCH-POSTROUTING");
            jump("filter", "FORWARD", "NAVARCH-FORWARD");
            firewall = rules;
        }
    }

    /** Whether nobody has flushed the rules since they were made. */
    private boolean intact() throws IOException, InterruptedException {
        return commands.run("", "iptables", "-w", "5", "-t", "nat", "-S")
                        .output()
                        .contains("-j NAVARCH-POSTROUTING")
                && commands.run("", "iptables", "-w", "5", "-S", "FORWARD")
                        .output()
                        .contains("-j NAVARCH-FORWARD")
                && commands.run("", "iptables", "-w", "5", "-S", "NAVARCH-FORWARD")
                        .output()
                        .contains("ACCEPT");
    }

    /** Takes addresses of an earlier pod range off the bridge: the CNI plugin refuses a bridge that has another. */
    private void cleanBridge(OverlayPlan plan) throws IOException, InterruptedException {
        var addresses = commands.run("", "ip", "-o", "-4", "addr", "show", "dev", BRIDGE);
        if (!addresses.ok()) {
            return;
        }
        for (var line : addresses.output().lines().toList()) {
            var words = line.strip().split("\\s+");
            if (words.length > 3 && !words[3].equals(plan.own().gateway())) {
                LOG.info("taking the address {} of an earlier pod range off {}", words[3], BRIDGE);
                commands.run("", "ip", "addr", "del", words[3], "dev", BRIDGE);
            }
        }
    }

    private void jump(String table, String from, String to) throws IOException, InterruptedException {
        if (!commands.run("", "iptables", "-w", "5", "-t", table, "-C", from, "-j", to)
                .ok()) {
            commands.must("", "iptables", "-w", "5", "-t", table, "-A", from, "-j", to);
        }
    }

    private void connect(OverlayPlan plan, int mtu) throws IOException, InterruptedException {
        var device = commands.run("", "ip", "-d", "link", "show", OverlayPlan.DEVICE);
        boolean usable = device.ok()
                && device.output().contains("local " + plan.own().address() + " ")
                && device.output().contains(plan.own().mac());
        if (!usable) {
            if (device.ok()) {
                commands.must("", "ip", "link", "del", OverlayPlan.DEVICE);
            }
            commands.batch("ip", plan.makeDevice(mtu));
        }
        if (usable && plan.equals(done)) {
            return;
        }
        var routes = commands.must("", "ip", "route", "show", "dev", OverlayPlan.DEVICE);
        var neighbours = commands.must("", "ip", "neigh", "show", "dev", OverlayPlan.DEVICE);
        commands.batch("ip", plan.stale(routes, neighbours));
        commands.batch("ip", plan.routes());
        var forwarding = commands.must("", "bridge", "fdb", "show", "dev", OverlayPlan.DEVICE);
        commands.batch("bridge", plan.staleForwarding(forwarding));
        commands.batch("bridge", plan.forwarding());
        done = plan;
    }

    /** The largest packet on the device that has the node's address; 1500 if that cannot be seen. */
    private int mtu(String address) throws IOException, InterruptedException {
        var devices = commands.run("", "ip", "-o", "addr", "show", "to", address + "/32");
        if (!devices.ok() || devices.output().isEmpty()) {
            return 1500;
        }
        var device = devices.output().split("\\s+")[1];
        var link = commands.run("", "ip", "-o", "link", "show", "dev", device);
        var matcher = java.util.regex.Pattern.compile("mtu (\\d+)").matcher(link.output());
        return matcher.find() ? Math.min(Integer.parseInt(matcher.group(1)), 9000) : 1500;
    }

    /** Stops keeping it; devices and rules stay, for the pods that run on. */
    @Override
    public void close() {
        loop.close();
    }

    /** Takes away what a node's overlay has made, whether one runs or not. */
    public static void remove(NetworkContext network) throws IOException, InterruptedException {
        var commands = new NodeCommands(network);
        for (var words : List.of(
                List.of("nat", "POSTROUTING", "NAVARCH-POSTROUTING"),
                List.of("filter", "FORWARD", "NAVARCH-FORWARD"))) {
            commands.run("", "iptables", "-w", "5", "-t", words.get(0), "-D", words.get(1), "-j", words.get(2));
            commands.run("", "iptables", "-w", "5", "-t", words.get(0), "-F", words.get(2));
            commands.run("", "iptables", "-w", "5", "-t", words.get(0), "-X", words.get(2));
        }
        commands.run("", "ip", "link", "del", OverlayPlan.DEVICE);
        commands.run("", "ip", "link", "del", BRIDGE);
    }
}
