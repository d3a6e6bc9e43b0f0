package io.navarch.network.proxy;

import io.navarch.client.informer.Informers;
import io.navarch.client.informer.Lister;
import io.navarch.model.core.v1.Service;
import io.navarch.model.discovery.v1.EndpointSlice;
import io.navarch.network.NodeCommands;
import io.navarch.runtime.Clock;
import io.navarch.runtime.NetworkContext;
import io.navarch.runtime.queue.Next;
import io.navarch.runtime.queue.ReconcileLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Keeps one node's service rules. All changes that come while one rule set is put in place are taken in by the next. */
public final class ServiceProxy implements AutoCloseable {
    private static final String SERVICE_NAME = "kubernetes.io/service-name";
    private static final Duration RESYNC = Duration.ofSeconds(30);

    /** Changes that come together are put in place together. */
    private static final Duration GATHER = Duration.ofMillis(50);

    private final String nodeName;
    private final String clusterCidr;
    private final Lister<Service> services;
    private final Lister.Index<EndpointSlice> slices;
    private final NodeCommands commands;
    private final ReconcileLoop<String> loop;

    /** What was put in place last; touched by the worker only. */
    private List<ServicePortEndpoints> done = List.of();

    private boolean hooked;

    /** @param clusterCidr the addresses of all pods: what comes from elsewhere to a service gets the node's address */
    public ServiceProxy(
            String nodeName, NetworkContext network, Informers informers, String clusterCidr, Clock clock) {
        this.nodeName = nodeName;
        this.clusterCidr = clusterCidr;
        commands = new NodeCommands(network);
        var serviceInformer = informers.of(Service.KIND);
        var sliceInformer = informers.of(EndpointSlice.KIND);
        services = serviceInformer.lister();
        slices = sliceInformer.lister().index(slice -> {
            var service = slice.metadata().labels().get(SERVICE_NAME);
            return service == null ? List.of() : List.of(slice.namespace() + "/" + service);
        });
        loop = new ReconcileLoop<>("proxy-" + nodeName, clock, key -> reconcile());
        serviceInformer.onChange((before, after) -> loop.queue().addAfter(nodeName, GATHER));
        sliceInformer.onChange((before, after) -> loop.queue().addAfter(nodeName, GATHER));
    }

    public ServiceProxy start() {
        loop.queue().add(nodeName);
        loop.start(1);
        return this;
    }

    private Next reconcile() throws InterruptedException {
        var wanted = new ArrayList<ServicePortEndpoints>();
        for (var service : services.all()) {
            wanted.addAll(ServicePortEndpoints.of(
                    service, slices.get(service.namespace() + "/" + service.name()), nodeName));
        }
        try {
            if (!hooked || !wanted.equals(done) || !inPlace()) {
                commands.must(
                        RuleSet.of(wanted, clusterCidr, natChains()), "iptables-restore", "-w", "5", "--noflush");
                hook();
                hooked = true;
                forgetUdp(wanted);
                done = List.copyOf(wanted);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Next.after(RESYNC);
    }

    /** Somebody may have flushed the tables. */
    private boolean inPlace() throws IOException, InterruptedException {
        return commands.run("", "iptables", "-w", "5", "-t", "nat", "-C", "PREROUTING", "-j", "KUBE-SERVICES").ok()
                && commands.run("", "iptables", "-w", "5", "-t", "nat", "-n", "-L", "KUBE-MARK-MASQ").output().contains("MARK");
    }

    private Set<String> natChains() throws IOException, InterruptedException {
        var chains = new HashSet<String>();
        for (var line : commands.must("", "iptables-save", "-t", "nat").lines().toList()) {
            if (line.startsWith(":")) {
                chains.add(line.substring(1, line.indexOf(' ')));
            }
        }
        return chains;
    }

    /** Where the kernel's own chains hand traffic to ours, first of all rules. */
    private static final List<List<String>> HOOKS = List.of(
            List.of("nat", "PREROUTING", "KUBE-SERVICES"),
            List.of("nat", "OUTPUT", "KUBE-SERVICES"),
            List.of("nat", "POSTROUTING", "KUBE-POSTROUTING"),
            List.of("filter", "INPUT", "KUBE-EXTERNAL-SERVICES"),
            List.of("filter", "FORWARD", "KUBE-EXTERNAL-SERVICES"),
            List.of("filter", "FORWARD", "KUBE-SERVICES"),
            List.of("filter", "OUTPUT", "KUBE-SERVICES"),
            List.of("filter", "FORWARD", "KUBE-FORWARD"));

    private void hook() throws IOException, InterruptedException {
        for (var hook : HOOKS) {
            if (!commands.run("", "iptables", "-w", "5", "-t", hook.get(0), "-C", hook.get(1), "-j", hook.get(2)).ok()) {
                commands.must("", "iptables", "-w", "5", "-t", hook.get(0), "-I", hook.get(1), "1", "-j", hook.get(2));
            }
        }
    }

    /** The kernel remembers where UDP packets went; what went to pods that are gone, or to nobody, must be forgotten. */
    private void forgetUdp(List<ServicePortEndpoints> wanted) throws IOException, InterruptedException {
        for (var before : done) {
            if (!before.protocol().equals("udp")) {
                continue;
            }
            var now = wanted.stream().filter(port -> port.name().equals(before.name())).findFirst();
            for (var target : before.cluster()) {
                if (now.isEmpty() || !now.get().cluster().contains(target)) {
                    commands.run("", "conntrack", "-D", "-p", "udp", "--orig-dst", before.clusterIp(), "--dst-nat", target.ip());
                }
            }
        }
        for (var port : wanted) {
            boolean fresh = done.stream().noneMatch(old -> old.name().equals(port.name()) && !old.cluster().isEmpty());
            if (port.protocol().equals("udp") && fresh && !port.cluster().isEmpty()) {
                commands.run("", "conntrack", "-D", "-p", "udp", "--orig-dst", port.clusterIp());
            }
        }
    }

    /** Stops keeping the rules; they stay, for the traffic that goes on. */
    @Override
    public void close() {
        loop.close();
    }

    /** Takes away all rules of a service proxy in the network. */
    public static void remove(NetworkContext network) throws IOException, InterruptedException {
        var commands = new NodeCommands(network);
        for (var hook : HOOKS) {
            commands.run("", "iptables", "-w", "5", "-t", hook.get(0), "-D", hook.get(1), "-j", hook.get(2));
        }
        for (var table : List.of("nat", "filter")) {
            var saved = commands.run("", "iptables-save", "-t", table);
            var chains = saved.output().lines()
                    .filter(line -> line.startsWith(":KUBE-"))
                    .map(line -> line.substring(1, line.indexOf(' ')))
                    .filter(chain -> RuleSet.ours(chain) || chain.matches(
                            "KUBE-(SERVICES|NODEPORTS|POSTROUTING|MARK-MASQ|EXTERNAL-SERVICES|FORWARD|PROXY-FIREWALL)"))
                    .toList();
            var input = new StringBuilder("*" + table + "\n");
            chains.forEach(chain -> input.append(':').append(chain).append(" - [0:0]\n"));
            chains.forEach(chain -> input.append("-X ").append(chain).append('\n'));
            commands.run(input.append("COMMIT\n").toString(), "iptables-restore", "-w", "5", "--noflush");
        }
    }
}
