package io.navarch.embedded.cluster;

import io.navarch.apiserver.ApiServer;
import io.navarch.apiserver.ApiServerConfig;
import io.navarch.apiserver.request.User;
import io.navarch.client.KubeClient;
import io.navarch.controllers.ControllerSet;
import io.navarch.embedded.ClusterSettings;
import io.navarch.embedded.Engine;
import io.navarch.embedded.Faults;
import io.navarch.embedded.NodeShape;
import io.navarch.embedded.RequestRecord;
import io.navarch.embedded.ServerIdentity;
import io.navarch.embedded.engine.ClusterEngine;
import io.navarch.embedded.fault.FaultBook;
import io.navarch.embedded.node.NodeSet;
import io.navarch.embedded.past.Past;
import io.navarch.embedded.past.StateImage;
import io.navarch.embedded.plane.AuthoritySigner;
import io.navarch.embedded.plane.ControlPlane;
import io.navarch.embedded.report.ClusterReport;
import io.navarch.embedded.time.ClusterTime;
import io.navarch.embedded.time.TimeTravel;
import io.navarch.model.Timestamps;
import io.navarch.model.coordination.v1.Lease;
import io.navarch.model.core.v1.Node;
import io.navarch.model.kind.Kinds;
import io.navarch.pki.CertificateAuthority;
import io.navarch.pki.CertificateSpec;
import io.navarch.pki.ClusterPki;
import io.navarch.pki.Kubeconfig;
import io.navarch.pki.ServingNames;
import io.navarch.runtime.Clock;
import io.navarch.runtime.SeededRandom;
import io.navarch.store.Store;
import io.navarch.store.memory.MemoryStore;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A whole cluster inside this JVM: state in memory, HTTPS on a free loopback port, real controllers and scheduler, nodes on
 * the simulated engine. The same code as a cluster on a host, on another store, clock and engine.
 */
public final class EmbeddedCluster implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";

    // The endpoints of the kubernetes service may not be loopback addresses; nobody connects to this one.
    private static final String ADVERTISED = "192.168.255.254";

    /** What the node lifecycle controller takes at most to see that a grace is over, and some more. */
    private static final Duration NODE_LOOKED_AFTER = Duration.ofSeconds(15);

    /** How often the nodes are looked at before a moment is taken in which an object changed. */
    private static final int SNAPSHOT_TRIES = 20;

    /** Of certificates: longer than any test moves the time. */
    private static final Duration LIFETIME = Duration.ofDays(100 * 365);

    private final ClusterSettings settings;
    private final ClusterTime clock;
    private final TimeTravel travel;
    private final Recording recording;
    private final ClusterPki pki;
    private final ApiServerConfig.Certificates certificates;
    private final String token = newToken();
    private final ApiServer server;
    private final ControlPlane plane;
    private final ClusterEngine engine;
    private final NodeSet nodes;
    private final List<AutoCloseable> parts = new ArrayList<>();

    /** @param origin with whose state this one begins; null if it is no fork */
    private EmbeddedCluster(
            ClusterSettings settings, ClusterTime clock, ClusterPki pki, @Nullable EmbeddedCluster origin)
            throws InterruptedException {
        // The state that it began with need not be kept.
        this.settings = settings.withState(null);
        this.clock = clock;
        this.pki = pki;
        certificates = origin == null ? ApiServerConfig.Certificates.of(pki) : origin.certificates;
        recording = new Recording(memory(settings, clock), clock, settings.seed(), new FaultReach(), this::kinds);
        travel = new TimeTravel(
                clock, ControllerSet.Options.DEFAULT_NODE_GRACE.plus(NODE_LOOKED_AFTER), recording.store()::revision);
        var then = origin != null && settings.state() instanceof StateImage state ? state.present() : null;
        var listen = new ApiServerConfig.Listen(LOOPBACK, settings.port(), OptionalInt.empty(), ADVERTISED);
        var access = new ApiServerConfig.Access(
                List.of("Node", "RBAC"),
                true,
                Optional.of(token + ",kubernetes-admin,kubernetes-admin," + User.MASTERS),
                Optional.empty());
        // A fork must not give the names anew that its origin has given.
        var random = new SeededRandom(
                settings.seed() + (then == null ? 0 : recording.store().revision()), clock);
        parts.add(clock);
        parts.add(recording);
        try {
            server = kept(new ApiServer(recording.recorded(ApiServerConfig.of(recording.store(), clock, certificates)
                    .withListen(listen)
                    .withAccess(access)
                    .withRandom(random))));
            if (then == null) {
                server.start();
            } else {
                server.resume();
            }
            var options = new ControllerSet.Options(
                            "10.244.0.0/16", pki.ca().certificatePem(), ControllerSet.Options.DEFAULT_NODE_GRACE)
                    .withSigner(new AuthoritySigner(
                            new CertificateAuthority(pki.ca().credential(), clock::now)))
                    .withKnown(then == null ? Set.of() : nodesOf(recording.store()));
            plane = kept(new ControlPlane(server, clock, SeededRandom.branch(random, "scheduler"), options));
            if (then == null) {
                plane.start();
            } else {
                plane.resume(then.caches(), recording.store());
            }
            engine = new ClusterEngine(clock, () -> new ClusterEngine.ServerAccess(url(), caCertificate()));
            if (origin != null) {
                engine.sayAs(origin.engine);
            }
            nodes = kept(new NodeSet(plane, engine, recording.faults()::note));
            if (then == null) {
                settings.nodes().forEach(nodes::add);
            } else {
                nodes.resume(then.nodes());
            }
        } catch (RuntimeException | InterruptedException e) {
            close();
            throw e;
        }
    }

    private <T extends AutoCloseable> T kept(T part) {
        parts.add(part);
        return part;
    }

    /** Starts a cluster with nodes as they come on the machine's time. */
    public static EmbeddedCluster start(int nodes) throws InterruptedException {
        return start(nodes, ClusterTime.following());
    }

    /** Starts a cluster with nodes as they come that follows the clock. */
    public static EmbeddedCluster start(int nodes, ClusterTime clock) throws InterruptedException {
        var shapes = Collections.nCopies(nodes, NodeShape.DEFAULT);
        return start(ClusterSettings.DEFAULT.withNodes(shapes), clock);
    }

    /** Starts a cluster as the settings say that follows the clock. */
    public static EmbeddedCluster start(ClusterSettings settings, ClusterTime clock) throws InterruptedException {
        var names = ServingNames.of("cluster.local", address("10.96.0.1"));
        return new EmbeddedCluster(settings, clock, pki(names, clock), null);
    }

    /** The time at which certificates are made: once the cluster's own are, it is the cluster's. */
    private static final class IssueTime implements InstantSource {
        private volatile InstantSource source;

        IssueTime(InstantSource first) {
            source = first;
        }

        @Override
        public Instant instant() {
            return source.instant();
        }
    }

    /** The clients live in the machine's time, wherever the test moves the cluster's: certificates hold in both. */
    private static ClusterPki pki(ServingNames names, ClusterTime clock) {
        try (var machine = Clock.system()) {
            var here = clock.now();
            var there = machine.now();
            var earlier = here.isBefore(there) ? here : there;
            var time = new IssueTime(() -> earlier);
            var made = ClusterPki.passing(
                    names, time, Duration.between(here, there).abs().plus(LIFETIME));
            time.source = clock::now;
            return made;
        }
    }

    /** Starts a cluster that begins with a state of this one and believes the same credentials. */
    public EmbeddedCluster fork(StateImage state) throws InterruptedException {
        return new EmbeddedCluster(
                settings.withPort(0).withState(state).withNodes(nodes.shapes()), clock.another(), pki, this);
    }

    private static MemoryStore memory(ClusterSettings settings, ClusterTime clock) {
        var state = settings.state();
        return state == null
                ? new MemoryStore(clock)
                : MemoryStore.of(StateImage.of(state).state(), clock);
    }

    private static Set<String> nodesOf(Store store) {
        return store.list("/registry/minions/", null, 0, 0).records().stream()
                .map(record -> Node.KIND.read(record.value()).uid())
                .collect(Collectors.toSet());
    }

    private Kinds kinds() {
        return server.kinds();
    }

    /** What faults do to the cluster beside its requests. */
    private final class FaultReach implements FaultBook.Reach {
        @Override
        public void takeLease(String namespace, String name) {
            client().of(Lease.KIND, namespace)
                    .change(
                            name,
                            lease -> lease.withSpec(lease.spec()
                                    .withHolderIdentity("navarch-fault")
                                    .withLeaseTransitions(lease.spec().leaseTransitions() + 1)
                                    .withRenewTime(Timestamps.ofMicro(clock.now()))));
        }

        @Override
        public void jumpClock(Duration by) {
            nodes.keepTime(by);
            clock.jump(by);
        }

        @Override
        public void jumpClock(String node, Duration by) {
            nodes.jumpClock(node, by);
        }
    }

    private static String newToken() {
        var bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(literal, e);
        }
    }

    /** An administrator's client, in process. */
    public KubeClient client() {
        return plane.admin();
    }

    /** What any client needs to connect as administrator: a kubeconfig's text. */
    public String kubeconfig() {
        return kubeconfig("kubernetes-admin", new Kubeconfig.Token(token));
    }

    /** A kubeconfig's text for a user that RBAC rules allow what they allow. */
    public String kubeconfig(String user, List<String> groups) {
        var spec = CertificateSpec.client(user, groups.toArray(String[]::new)).withValidity(LIFETIME);
        return kubeconfig(user, new Kubeconfig.Certificate(lasting().issue(spec.withRsaKey())));
    }

    /** Issues what holds from the cluster's beginning on: by the machine's time too, wherever the cluster's has been moved. */
    private CertificateAuthority lasting() {
        var ca = pki.ca();
        return new CertificateAuthority(
                ca.credential(), () -> ca.certificate().getNotBefore().toInstant());
    }

    private String kubeconfig(String user, Kubeconfig.Entry entry) {
        return new Kubeconfig(settings.name(), url(), pki.ca().certificatePem(), user, entry).toYaml();
    }

    public String url() {
        return "https://" + LOOPBACK + ":" + server.port();
    }

    /** A bearer token of an administrator. */
    public String token() {
        return token;
    }

    public String caCertificate() {
        return pki.ca().certificatePem();
    }

    /** For a server on this machine that the cluster is to call. */
    public ServerIdentity serverIdentity(List<String> names) {
        var all = new ArrayList<>(names);
        all.add("localhost");
        var spec = CertificateSpec.server(all.getFirst(), all, List.of(address(LOOPBACK), address("::1")));
        var issued = lasting().issue(spec.withValidity(LIFETIME));
        return new ServerIdentity(issued.certificatePem(), issued.keyPem(), caCertificate());
    }

    public ControlPlane plane() {
        return plane;
    }

    /** What runs the pods. */
    public Engine engine() {
        return engine;
    }

    public NodeSet nodes() {
        return nodes;
    }

    public ClusterTime clock() {
        return clock;
    }

    /** What goes wrong because somebody wants it to. */
    public Faults faults() {
        return recording.faults();
    }

    /** The last requests with their answers, the oldest first. */
    public List<RequestRecord> requests() {
        return recording.log().requests();
    }

    /** What a test that failed wants to know. */
    public String report() {
        return ClusterReport.of(
                "Cluster " + settings.name() + " (" + url() + ")",
                clock.now(),
                plane.admin(ClusterReport.AGENT),
                past(),
                requests(),
                faults());
    }

    /** The present with what the nodes run: of one moment, if the objects stand still for long enough to look. */
    public StateImage snapshot() {
        var state = past().at(0);
        for (int tries = 1; ; tries++) {
            // The nodes may be ahead of the objects, as after a failure of the agent, but not behind.
            var moment = new StateImage.Present(nodes.moment(), plane.moment());
            var after = past().at(0);
            if (after.revision() == state.revision() || tries == SNAPSHOT_TRIES) {
                return state.with(moment);
            }
            state = after;
        }
    }

    /** What the cluster was. */
    public Past past() {
        return recording.past();
    }

    /**
     * Makes the present like the past.
     *
     * @return the revision of that change
     */
    public long rewind(long revision) {
        return recording.past().rewind(revision, recording.store());
    }

    /** Moves the clock while it stands. */
    public TimeTravel travel() {
        return travel;
    }

    /**
     * Waits until nothing goes on in the cluster: every queue is empty, every watch told, whatever runs waits for time or
     * for somebody outside.
     */
    public void awaitQuiet(Duration limit) throws InterruptedException {
        clock.activity().awaitQuiet(limit);
    }

    @Override
    public void close() {
        for (var part : parts.reversed()) {
            try {
                part.close();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException("cannot close " + part, e);
            }
        }
        parts.clear();
    }
}
