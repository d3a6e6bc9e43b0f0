package io.navarch.network.dns;

import io.navarch.client.ListOptions;
import io.navarch.client.informer.Informer;
import io.navarch.client.informer.Informers;
import io.navarch.model.core.v1.ConfigMap;
import io.navarch.model.core.v1.Namespace;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.Service;
import io.navarch.model.discovery.v1.EndpointSlice;
import io.navarch.runtime.Clock;
import io.navarch.runtime.NetworkContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cluster's DNS server. It does as the Corefile in the ConfigMap {@code kube-system/coredns} says, as soon as that changes;
 * without one, or with one that cannot be read, as kubeadm configures a new cluster (or as it said before).
 */
public final class ClusterDns implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterDns.class);
    private static final String NAMESPACE = "kube-system";
    private static final String CONFIG_MAP = "coredns";
    private static final String COREFILE = "Corefile";

    private final List<Informer<?>> informers;
    private final ServerBlocks.Parts parts;
    private final String domain;
    private final DnsCounters counters = new DnsCounters();
    private final NetworkContext network;
    private volatile ServerBlocks blocks;
    private volatile @Nullable DnsListener listener;

    /**
     * @param domain of the cluster, such as {@code cluster.local}
     * @param upstreamServers the addresses that other names are forwarded to where the Corefile says {@code
     *     /etc/resolv.conf}; none to use that file, the host's
     * @param ownAddresses addresses under which this server itself is reached, such as that of the kube-dns service: never
     *     forwarded to
     */
    public record Options(String domain, List<String> upstreamServers, Set<String> ownAddresses) {}

    /** A server on the host's network that forwards to the given servers, or to the host's own if none are given. */
    public ClusterDns(Informers informers, String domain, List<String> upstreamServers, Clock clock) {
        this(
                new Options(domain, upstreamServers, Set.of()),
                informers,
                NetworkContext.host(),
                clock,
                RandomGenerator.of("SecureRandom"));
    }

    /** Asks for its informers; whoever made {@code informers} starts them afterwards. */
    public ClusterDns(
            Options options, Informers informers, NetworkContext network, Clock clock, RandomGenerator random) {
        this.domain = options.domain();
        this.network = network;
        var configs = informers.of(ConfigMap.KIND, ListOptions.ALL.withFields("metadata.name=" + CONFIG_MAP));
        this.informers =
                List.of(informers.of(Namespace.KIND), informers.of(Service.KIND), informers.of(EndpointSlice.KIND));
        this.parts = new ServerBlocks.Parts(
                ClusterRecords.of(informers, () -> informers.of(Pod.KIND).lister()),
                options.upstreamServers(),
                options.ownAddresses(),
                clock,
                random,
                counters);
        this.blocks = usual();
        configs.onChange(this::configChanged);
    }

    private ServerBlocks usual() {
        return new ServerBlocks(Corefile.parse(Corefile.usualText(domain)), parts);
    }

    private void configChanged(@Nullable ConfigMap before, @Nullable ConfigMap after) {
        var either = after != null ? after : before;
        if (either == null
                || !either.namespace().equals(NAMESPACE)
                || !either.name().equals(CONFIG_MAP)) {
            return;
        }
        var text = after == null ? null : after.data().get(COREFILE);
        if (text == null) {
            blocks = usual();
            return;
        }
        if (before != null && text.equals(before.data().get(COREFILE))) {
            return;
        }
        try {
            blocks = new ServerBlocks(Corefile.parse(text), parts);
            LOG.info("took up the Corefile of ConfigMap {}/{}", NAMESPACE, CONFIG_MAP);
        } catch (IllegalArgumentException e) {
            LOG.error(
                    "the Corefile of ConfigMap {}/{} has a fault and is not used: {}",
                    NAMESPACE,
                    CONFIG_MAP,
                    e.getMessage());
        }
    }

    /** Listens on the address with UDP and TCP; port 0 takes any. Returns where. */
    public InetSocketAddress start(InetSocketAddress address) throws IOException {
        if (listener != null) {
            throw new IllegalStateException("started already");
        }
        Responder current = this::answer;
        var opened = DnsListener.open(address, network, new Exchange(current, counters));
        listener = opened;
        LOG.info("cluster DNS for {} on {}", domain, opened.address());
        return opened.address();
    }

    /** The same by address and port. */
    public InetSocketAddress start(InetAddress address, int port) throws IOException {
        return start(new InetSocketAddress(address, port));
    }

    /** What a client would be answered. */
    public Optional<Reply> answer(Query query) {
        return blocks.answer(query);
    }

    /** Whether it serves. */
    public boolean healthy() {
        return listener != null;
    }

    /** Whether it serves and knows the cluster's services. */
    public boolean ready() {
        return healthy() && informers.stream().allMatch(Informer::synced);
    }

    public DnsCounters counters() {
        return counters;
    }

    /** Stops listening; it may be started again. */
    @Override
    public void close() {
        var open = listener;
        if (open != null) {
            listener = null;
            open.close();
        }
    }
}
