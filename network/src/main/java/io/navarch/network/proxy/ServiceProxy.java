package io.navarch.network.proxy;

import io.navarch.client.informer.Informers;
import io.navarch.client.informer.Lister;
import io.navarch.model.core.v1.Node;
import io.navarch.model.core.v1.Service;
import io.navarch.model.discovery.v1.EndpointSlice;
import io.navarch.network.NodeCommands;
import io.navarch.runtime.Clock;
import io.navarch.runtime.NetworkContext;
import io.navarch.runtime.queue.BackOff;
import io.navarch.runtime.queue.Next;
import io.navarch.runtime.queue.ReconcileLoop;
import io.navarch.runtime.queue.WorkQueue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The service proxy of one node. Changes are gathered for a moment and applied together, only the chains that differ; from time
 * to time it looks whether somebody else has meddled with its chains, and then makes all of them anew.
 */
public final class ServiceProxy implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceProxy.class);
    private static final String WORK = "rules";
    private static final String ZONE = "topology.kubernetes.io/zone";

    /** How long a change waits for others; the more rules there are, the longer. */
    private static final Duration GATHER = Duration.ofMillis(20);

    private static final Duration LEAST_PAUSE = Duration.ofMillis(100);
    private static final Duration MOST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(30);
    private static final BackOff FAILURES = new BackOff(Duration.ofMillis(500), Duration.ofSeconds(30));

    private final String nodeName;
    private final ProxyOptions options;
    private final Lister<Service> services;
    private final Lister<EndpointSlice> slices;
    private final Lister<Node> nodes;
    private final Informers informers;
    private final NodeCommands commands;
    private final Iptables iptables;
    private final HealthCheckServers healthChecks;
    private final Clock clock;
    private final ReconcileLoop<String> loop;
    private final AtomicLong earliest;
    private final AtomicLong syncs = new AtomicLong();
    private volatile RuleSet applied = RuleSet.NONE;
    private @Nullable List<ProxiedPort> ports;
    private boolean inPlace;
    private long lookAgainAt;

    /** A proxy with kube-proxy's defaults. */
    public ServiceProxy(String nodeName, NetworkContext network, Informers informers, String clusterCidr, Clock clock) {
        this(nodeName, network, informers, ProxyOptions.usual(clusterCidr), clock);
    }

    /** Asks for its informers; whoever made them starts them before this one. */
    public ServiceProxy(
            String nodeName, NetworkContext network, Informers informers, ProxyOptions options, Clock clock) {
        this.nodeName = nodeName;
        this.options = options;
        this.clock = clock;
        this.informers = informers;
        this.commands = new NodeCommands(network);
        this.iptables = new Iptables(commands, options.family());
        this.healthChecks = new HealthCheckServers(network);
        this.earliest = new AtomicLong(clock.nanos());
        this.lookAgainAt = clock.nanos();
        this.loop = new ReconcileLoop<>("proxy-" + nodeName, new WorkQueue<>(clock, FAILURES), this::reconcile);
        this.services = informers.of(Service.KIND).lister();
        this.slices = informers.of(EndpointSlice.KIND).lister();
        this.nodes = informers.of(Node.KIND).lister();
    }

    public ServiceProxy start() {
        informers.of(Service.KIND).onChange((before, after) -> changed());
        informers.of(EndpointSlice.KIND).onChange((before, after) -> changed());
        informers.of(Node.KIND).onChange((before, after) -> {
            if (after != null
                    && after.name().equals(nodeName)
                    && (before == null || !zone(before).equals(zone(after)))) {
                changed();
            }
        });
        loop.queue().add(WORK);
        loop.start(1);
        return this;
    }

    private static String zone(Node node) {
        return node.metadata().labels().getOrDefault(ZONE, "");
    }

    private void changed() {
        long pause = earliest.get() - clock.nanos();
        loop.queue().addAfter(WORK, Duration.ofNanos(Math.max(pause, GATHER.toNanos())));
    }

    private Next reconcile(String work) throws InterruptedException {
        // Rules made of half the objects would cut connections that are to live.
        if (!informers.of(Service.KIND).synced()
                || !informers.of(EndpointSlice.KIND).synced()) {
            return Next.after(GATHER);
        }
        long start = clock.nanos();
        var wanted = new ProxiedPorts(
                        nodeName,
                        nodes.find("", nodeName).map(ServiceProxy::zone).orElse(""),
                        options.family())
                .read(services.all(), slices.all());
        try {
            apply(RuleSet.of(wanted, options));
        } catch (IOException e) {
            inPlace = false;
            throw new UncheckedIOException(e);
        }
        healthChecks.update(wanted);
        endStaleFlows(wanted);
        ports = wanted;
        syncs.incrementAndGet();
        long took = clock.nanos() - start;
        earliest.set(clock.nanos() + Math.clamp(2 * took, LEAST_PAUSE.toNanos(), MOST_PAUSE.toNanos()));
        return Next.after(LOOK_AGAIN);
    }

    private void apply(RuleSet wanted) throws IOException, InterruptedException {
        if (!inPlace || clock.nanos() - lookAgainAt >= 0) {
            long start = clock.nanos();
            var present = iptables.read();
            if (!inPlace || !present.holds(applied)) {
                if (inPlace) {
                    LOG.warn("somebody has changed the rules of the service proxy: making them anew");
                }
                iptables.restore(wanted.difference(present.skeleton(), present.missing()));
                applied = wanted;
                inPlace = true;
            }
            // Looking costs the more the more rules there are; one percent of the time is enough for it.
            lookAgainAt = clock.nanos() + Math.max(LOOK_AGAIN.toNanos(), 100 * (clock.nanos() - start));
        }
        var text = wanted.difference(applied, List.of());
        if (!text.isEmpty()) {
            iptables.restore(text);
            applied = wanted;
        }
    }

    private void endStaleFlows(List<ProxiedPort> wanted) throws InterruptedException {
        var flows = StaleFlows.between(ports == null ? List.of() : ports, wanted);
        for (var arguments : flows) {
            var words = new ArrayList<>(List.of("conntrack"));
            words.addAll(arguments);
            try {
                // It says with an exit code of 1 that there were no such flows.
                commands.run("", words.toArray(String[]::new));
            } catch (IOException e) {
                LOG.warn("cannot end old UDP flows: {}", e.toString());
                return;
            }
        }
    }

    /** How often the rules have been brought up to date. */
    public long syncs() {
        return syncs.get();
    }

    /** The rules in the form of {@code iptables-restore}, as they were last applied. */
    public String rules() {
        return applied.text();
    }

    /** Stops; the rules stay, so that services work on. */
    @Override
    public void close() {
        loop.close();
        healthChecks.close();
    }

    /** Takes away all rules that a proxy has made in this network, whether one runs or not. */
    public static void remove(NetworkContext network) throws IOException, InterruptedException {
        new Iptables(new NodeCommands(network), IpFamily.IPV4).clear();
    }
}
