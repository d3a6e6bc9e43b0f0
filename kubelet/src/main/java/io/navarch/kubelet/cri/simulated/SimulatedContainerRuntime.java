package io.navarch.kubelet.cri.simulated;

import io.navarch.kubelet.cri.AttachRequest;
import io.navarch.kubelet.cri.CgroupDriver;
import io.navarch.kubelet.cri.Container;
import io.navarch.kubelet.cri.ContainerConfig;
import io.navarch.kubelet.cri.ContainerEvent;
import io.navarch.kubelet.cri.ContainerEventListener;
import io.navarch.kubelet.cri.ContainerFilter;
import io.navarch.kubelet.cri.ContainerRuntime;
import io.navarch.kubelet.cri.ContainerRuntimeException;
import io.navarch.kubelet.cri.ContainerState;
import io.navarch.kubelet.cri.ContainerStats;
import io.navarch.kubelet.cri.ContainerStatus;
import io.navarch.kubelet.cri.ExecRequest;
import io.navarch.kubelet.cri.ExecResult;
import io.navarch.kubelet.cri.FilesystemUsage;
import io.navarch.kubelet.cri.Image;
import io.navarch.kubelet.cri.ImageFilesystems;
import io.navarch.kubelet.cri.ImageSpec;
import io.navarch.kubelet.cri.LinuxContainerResources;
import io.navarch.kubelet.cri.LogLine;
import io.navarch.kubelet.cri.LogSource;
import io.navarch.kubelet.cri.LogStart;
import io.navarch.kubelet.cri.NamespaceMode;
import io.navarch.kubelet.cri.PodSandbox;
import io.navarch.kubelet.cri.PodSandboxConfig;
import io.navarch.kubelet.cri.PodSandboxFilter;
import io.navarch.kubelet.cri.PodSandboxStatus;
import io.navarch.kubelet.cri.ProbeAnswer;
import io.navarch.kubelet.cri.ProbeKind;
import io.navarch.kubelet.cri.RegistryAuth;
import io.navarch.kubelet.cri.RpcCode;
import io.navarch.kubelet.cri.RuntimeStatus;
import io.navarch.kubelet.cri.RuntimeVersion;
import io.navarch.kubelet.cri.SessionStreams;
import io.navarch.kubelet.cri.StreamingEndpoint;
import io.navarch.kubelet.cri.Subscription;
import io.navarch.runtime.Clock;
import io.navarch.streaming.Duplex;
import io.navarch.streaming.DuplexSocket;
import io.navarch.streaming.MemoryDuplex;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The simulated engine. A new one has no pod network until {@link #updateRuntimeConfig} tells it its CIDR. What fails,
 * fails with containerd's words. It is long because it has a method for each call of the contract; what is more than a call is in
 * {@link SimulatedPods}, {@link SimulatedContainer} and {@link SimulatedImages}.
 */
public final class SimulatedContainerRuntime implements ContainerRuntime {
    private static final Logger LOG = LoggerFactory.getLogger(SimulatedContainerRuntime.class);
    static final String MOUNT_POINT = "/var/lib/simulated";

    private static final Set<String> HANDLERS = Set.of("", "simulated");
    private static final Duration POLL = Duration.ofSeconds(1);

    private final Clock clock;
    private final SimulatedBehaviour behaviour;
    private final SimulatedImages images;
    private final SimulatedPods pods;
    private final List<ContainerEventListener> listeners = new CopyOnWriteArrayList<>();

    public SimulatedContainerRuntime(Clock clock) {
        this(clock, SimulatedBehaviour.ORDINARY);
    }

    public SimulatedContainerRuntime(Clock clock, SimulatedBehaviour behaviour) {
        this(clock, behaviour, new SimulatedImages());
    }

    private SimulatedContainerRuntime(Clock clock, SimulatedBehaviour behaviour, SimulatedImages images) {
        this.clock = clock;
        this.behaviour = behaviour;
        this.images = images;
        this.pods = new SimulatedPods(clock, behaviour, this::ended);
    }

    /**
     * An engine that goes on from where another was: same containers, ids, addresses and logs, with nothing told to the behaviour.
     * Its clock shows about the time of that moment.
     */
    public static SimulatedContainerRuntime resume(Clock clock, SimulatedBehaviour behaviour, EngineMoment moment) {
        var engine = new SimulatedContainerRuntime(clock, behaviour, moment.images());
        engine.pods.resume(moment);
        return engine;
    }

    /** What it is at this moment. */
    public EngineMoment moment() {
        return pods.moment(images);
    }

    /** The running containers. */
    public List<SimulatedContainer> running() {
        return pods.containers().stream().filter(SimulatedContainer::running).toList();
    }

    /** The container of that name in the pod of that name, latest attempt; for tests and behaviours. */
    public Optional<SimulatedContainer> find(String namespace, String pod, String container) {
        return pods.containers().stream()
                .filter(found -> found.pod().metadata().namespace().equals(namespace)
                        && found.pod().metadata().name().equals(pod)
                        && found.config().metadata().name().equals(container))
                .max(Comparator.comparingInt(found -> found.config().metadata().attempt()));
    }

    @Override
    public RuntimeVersion version() {
        return new RuntimeVersion("simulated", "1.0.0", "v1");
    }

    @Override
    public RuntimeStatus status() {
        boolean network = pods.hasNetwork();
        return new RuntimeStatus(
                List.of(
                        new RuntimeStatus.Condition(RuntimeStatus.RUNTIME_READY, true, "", ""),
                        new RuntimeStatus.Condition(
                                RuntimeStatus.NETWORK_READY,
                                network,
                                network ? "" : "NetworkPluginNotReady",
                                network ? "" : "Network plugin returns error: cni plugin not initialized")),
                List.of(new RuntimeStatus.Handler("", true, true), new RuntimeStatus.Handler("simulated", true, true)),
                true);
    }

    @Override
    public void updateRuntimeConfig(String podCidr) {
        if (!podCidr.isEmpty()) {
            pods.network(podCidr);
        }
    }

    @Override
    public Optional<CgroupDriver> cgroupDriver() {
        return Optional.of(CgroupDriver.CGROUPFS);
    }

    @Override
    public String runPodSandbox(PodSandboxConfig config, String runtimeHandler) {
        if (!HANDLERS.contains(runtimeHandler)) {
            throw unknown("failed to get sandbox runtime: no runtime for \"" + runtimeHandler + "\" is configured");
        }
        boolean own = config.securityContext().namespaces().network() != NamespaceMode.NODE;
        SimulatedSandbox sandbox = pods.add(config, runtimeHandler, own);
        tell(sandbox.id(), ContainerEvent.Type.CREATED, sandbox);
        tell(sandbox.id(), ContainerEvent.Type.STARTED, sandbox);
        return sandbox.id();
    }

    @Override
    public void stopPodSandbox(String podSandboxId) {
        pods.sandbox(podSandboxId).ifPresent(sandbox -> {
            pods.containersOf(podSandboxId).forEach(container -> container.exit(SimulatedContainer.KILLED));
            if (pods.stop(sandbox)) {
                tell(podSandboxId, ContainerEvent.Type.STOPPED, sandbox);
            }
        });
    }

    @Override
    public void removePodSandbox(String podSandboxId) {
        stopPodSandbox(podSandboxId);
        pods.containersOf(podSandboxId).forEach(container -> removeContainer(container.id()));
        pods.remove(podSandboxId).ifPresent(gone -> tell(podSandboxId, ContainerEvent.Type.DELETED, gone));
    }

    @Override
    public PodSandboxStatus podSandboxStatus(String podSandboxId) {
        return pods.status(podSandboxId)
                .orElseThrow(() -> notFound("an error occurred when try to find sandbox: not found"));
    }

    @Override
    public List<PodSandbox> listPodSandboxes(PodSandboxFilter filter) {
        return pods.sandboxes(filter.labels()).stream()
                .filter(sandbox -> filter.id().isEmpty() || sandbox.id().equals(filter.id()))
                .filter(sandbox -> filter.state() == null || sandbox.state() == filter.state())
                .filter(sandbox -> matches(filter.labels(), sandbox.labels()))
                .toList();
    }

    @Override
    public String createContainer(String podSandboxId, ContainerConfig config, PodSandboxConfig sandboxConfig) {
        SimulatedSandbox sandbox = pods.sandbox(podSandboxId)
                .orElseThrow(() -> notFound("failed to find sandbox id \"" + podSandboxId + "\": not found"));
        String name = config.image().image();
        Image image =
                images.find(name).orElseThrow(() -> notFound("failed to resolve image \"" + name + "\": not found"));
        ContainerScript script = behaviour.script(config, sandboxConfig);
        if (!script.createError().isEmpty()) {
            throw unknown("failed to create containerd container: " + script.createError());
        }
        SimulatedContainer created = pods.add(sandbox, config, image.id(), script);
        tell(created.id(), ContainerEvent.Type.CREATED, sandbox);
        return created.id();
    }

    @Override
    public void startContainer(String containerId) {
        SimulatedContainer container = container(containerId);
        ContainerState forbids = container.beginStart();
        if (forbids != null) {
            throw unknown("failed to set starting state for container \"" + containerId + "\": container is in "
                    + printed(forbids) + " state");
        }
        String error = container.script().startError();
        try {
            sleep(container.script().startDelay());
        } catch (ContainerRuntimeException e) {
            container.abandonStart();
            throw e;
        }
        if (!error.isEmpty()) {
            String message = "failed to create containerd task: failed to create shim task: OCI runtime create failed:"
                    + " runc create failed: unable to start container process: " + error + ": unknown";
            container.failStart(message);
            throw unknown(message);
        }
        container.completeStart();
        pods.sandbox(container.podSandboxId())
                .ifPresent(sandbox -> tell(containerId, ContainerEvent.Type.STARTED, sandbox));
        behaviour.onStart(container.config().image().image(), container);
        container.awaitScriptedEnd();
    }

    @Override
    public void stopContainer(String containerId, Duration grace) {
        SimulatedContainer container = pods.container(containerId).orElse(null);
        if (container == null || !container.running()) {
            return;
        }
        if (stoppedByBehaviour(container, grace)) {
            container.exit(SimulatedContainer.KILLED);
            return;
        }
        Duration delay = container.script().stopDelay();
        boolean kill = delay.compareTo(grace) > 0;
        long deadline = clock.nanos() + (kill ? grace : delay).toNanos();
        for (long left = deadline - clock.nanos(); left > 0 && container.running(); left = deadline - clock.nanos()) {
            sleep(Duration.ofNanos(Math.min(left, POLL.toNanos())));
        }
        container.exit(kill ? SimulatedContainer.KILLED : container.script().stopExitCode());
    }

    private boolean stoppedByBehaviour(SimulatedContainer container, Duration grace) {
        try {
            return behaviour.stop(container, grace);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ContainerRuntimeException(RpcCode.CANCELED, "context canceled", e);
        }
    }

    @Override
    public void removeContainer(String containerId) {
        pods.container(containerId).ifPresent(container -> {
            container.exit(SimulatedContainer.KILLED);
            if (pods.remove(container)) {
                pods.sandbox(container.podSandboxId())
                        .ifPresent(sandbox -> tell(containerId, ContainerEvent.Type.DELETED, sandbox));
            }
        });
    }

    @Override
    public List<Container> listContainers(ContainerFilter filter) {
        return selected(filter)
                .map(SimulatedContainer::listed)
                .filter(container -> filter.state() == null || container.state() == filter.state())
                .toList();
    }

    private Stream<SimulatedContainer> selected(ContainerFilter filter) {
        var candidates = filter.podSandboxId().isEmpty()
                ? pods.containers(filter.labels())
                : pods.containersOf(filter.podSandboxId());
        return candidates.stream()
                .filter(container -> filter.id().isEmpty() || container.id().equals(filter.id()))
                .filter(container -> matches(filter.labels(), container.config().labels()));
    }

    private static boolean matches(Map<String, String> wanted, Map<String, String> labels) {
        return labels.entrySet().containsAll(wanted.entrySet());
    }

    @Override
    public ContainerStatus containerStatus(String containerId) {
        return container(containerId).status();
    }

    @Override
    public void updateContainerResources(String containerId, LinuxContainerResources resources) {
        pods.container(containerId)
                .orElseThrow(() -> notFound("failed to find container: not found"))
                .resources(resources);
    }

    @Override
    public void reopenContainerLog(String containerId) {
        if (!container(containerId).running()) {
            throw unknown("container is not running");
        }
    }

    @Override
    public LogSource openLog(String containerId, Path logPath, LogStart start) throws IOException {
        SimulatedContainer container = pods.container(containerId)
                .orElseThrow(() -> new NoSuchFileException("failed to try resolving symlinks in path \"" + logPath
                        + "\": lstat " + logPath + ": no such file or directory"));
        return new SimulatedLogSource(container, start, clock);
    }

    @Override
    public ExecResult execSync(String containerId, List<String> command, Duration timeout) {
        SimulatedContainer container = runningFor("failed to exec in container: ", containerId);
        Optional<ExecResult> answer = behaviour.exec(container, command);
        if (answer.isPresent()) {
            return answer.get();
        }
        ContainerScript script =
                CommandScript.ofCommand(command, container.pod().hostname());
        Duration time = script.runFor() == null ? ContainerScript.FOREVER : script.runFor();
        if (!timeout.isZero() && time.compareTo(timeout) > 0) {
            sleep(timeout);
            throw new ContainerRuntimeException(
                    RpcCode.DEADLINE_EXCEEDED,
                    "failed to exec in container: timeout " + timeout.toSeconds()
                            + "s exceeded: context deadline exceeded");
        }
        sleep(time);
        return SimulatedSession.output(script);
    }

    @Override
    public StreamingEndpoint exec(ExecRequest request) {
        SimulatedContainer container = runningFor("", request.containerId());
        return new StreamingEndpoint.InProcess(streams -> behaviour.session(container, request.command(), streams));
    }

    @Override
    public StreamingEndpoint attach(AttachRequest request) {
        SimulatedContainer container = runningFor("", request.containerId());
        return new StreamingEndpoint.InProcess(streams -> {
            var log = new SimulatedLogSource(container, LogStart.tail(0), clock);
            while (true) {
                boolean more = container.running();
                var line = log.next(POLL);
                if (line.isPresent()) {
                    var stream = line.get().stream() == LogLine.Stream.STDOUT ? streams.stdout() : streams.stderr();
                    stream.write(line.get().content());
                    stream.flush();
                } else if (!more) {
                    return 0;
                }
            }
        });
    }

    @Override
    public StreamingEndpoint portForward(String podSandboxId, List<Integer> ports) {
        SimulatedSandbox sandbox = pods.sandbox(podSandboxId)
                .orElseThrow(() -> notFound("failed to find sandbox \"" + podSandboxId + "\": not found"));
        return new StreamingEndpoint.InProcess(streams -> {
            behaviour.connection(sandbox.config(), streams);
            return 0;
        });
    }

    @Override
    public Optional<Socket> dial(String podAddress, int port) throws IOException {
        SimulatedSandbox sandbox = pods.at(podAddress).orElse(null);
        if (sandbox == null) {
            return Optional.empty();
        }
        var server = behaviour.dial(sandbox.config(), port);
        if (server.isPresent()) {
            return server;
        }
        var pair = MemoryDuplex.connect();
        Thread.ofVirtual().name("simulated-connection").start(() -> serve(sandbox, port, pair.right()));
        return Optional.of(new DuplexSocket(pair.left(), InetSocketAddress.createUnresolved(podAddress, port)));
    }

    private void serve(SimulatedSandbox sandbox, int port, Duplex connection) {
        try (connection) {
            behaviour.connection(
                    sandbox.config(),
                    new SessionStreams(connection.input(), connection.output(), OutputStream.nullOutputStream(), port));
            connection.closeOutput();
        } catch (IOException e) {
            LOG.debug("a connection to a pod broke: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Optional<ProbeAnswer> probe(String containerId, ProbeKind kind) {
        SimulatedContainer container = container(containerId);
        if (!container.answers(kind) && behaviour.isProbed(container, kind)) {
            return Optional.empty();
        }
        return behaviour.probe(container, kind).or(() -> Optional.of(container.probe(kind)));
    }

    @Override
    public ContainerStats containerStats(String containerId) {
        return pods.container(containerId)
                .orElseThrow(() -> notFound("failed to find container: not found"))
                .stats();
    }

    @Override
    public List<ContainerStats> listContainerStats(ContainerFilter filter) {
        return selected(filter)
                .filter(SimulatedContainer::running)
                .map(SimulatedContainer::stats)
                .toList();
    }

    @Override
    public Subscription watchEvents(ContainerEventListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public List<Image> listImages() {
        return images.list();
    }

    @Override
    public Optional<Image> imageStatus(ImageSpec image) {
        return images.find(image.image());
    }

    @Override
    public String pullImage(ImageSpec image, @Nullable RegistryAuth auth, @Nullable PodSandboxConfig sandbox) {
        behaviour.onPull(image.image(), sandbox);
        Map<String, String> annotations = sandbox == null ? Map.of() : sandbox.annotations();
        String delay = ScriptAnnotations.ofPod(annotations, "pull-delay");
        if (delay != null) {
            sleep(ScriptAnnotations.parseDuration("pull-delay", delay));
        }
        String error = ScriptAnnotations.ofPod(annotations, "pull-error");
        if (error != null) {
            String name = SimulatedImages.normalized(image.image());
            throw error.isEmpty() || error.equals("true")
                    ? SimulatedImages.notFound(name)
                    : unknown("failed to pull and unpack image \"" + name + "\": " + error);
        }
        return images.pull(image.image());
    }

    @Override
    public void removeImage(ImageSpec image) {
        images.remove(image.image());
    }

    @Override
    public ImageFilesystems imageFilesystems() {
        long used = images.list().stream().mapToLong(Image::size).sum();
        return new ImageFilesystems(
                List.of(new FilesystemUsage(
                        clock.now(), MOUNT_POINT, used, images.list().size())),
                List.of());
    }

    /** Ends the event streams; containers go on, as they do with any engine. */
    @Override
    public void close() {
        var reason = new ContainerRuntimeException(RpcCode.UNAVAILABLE, "the engine closed the event stream");
        listeners.forEach(listener -> listener.onEnd(reason));
        listeners.clear();
    }

    private void ended(SimulatedContainer container) {
        pods.sandbox(container.podSandboxId())
                .ifPresent(sandbox -> tell(container.id(), ContainerEvent.Type.STOPPED, sandbox));
    }

    private void tell(String id, ContainerEvent.Type type, SimulatedSandbox sandbox) {
        if (!listeners.isEmpty()) {
            Instant now = clock.now();
            String uid = sandbox.config().metadata().uid();
            var event = new ContainerEvent(id, type, now, sandbox.id(), uid);
            listeners.forEach(listener -> listener.onEvent(event));
        }
    }

    private SimulatedContainer container(String id) {
        return pods.container(id)
                .orElseThrow(() -> notFound("an error occurred when try to find container \"" + id + "\": not found"));
    }

    private SimulatedContainer runningFor(String what, String id) {
        SimulatedContainer container = pods.container(id)
                .orElseThrow(() -> notFound(what + "failed to find container \"" + id + "\" in store: not found"));
        if (!container.running()) {
            throw unknown(what + "container is in " + printed(container.state()) + " state");
        }
        return container;
    }

    private void sleep(Duration duration) {
        if (duration.isZero()) {
            return;
        }
        try {
            clock.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ContainerRuntimeException(RpcCode.CANCELED, "context canceled", e);
        }
    }

    private static String printed(ContainerState state) {
        return "CONTAINER_" + state;
    }

    private static ContainerRuntimeException unknown(String description) {
        return new ContainerRuntimeException(RpcCode.UNKNOWN, description);
    }

    private static ContainerRuntimeException notFound(String description) {
        return new ContainerRuntimeException(RpcCode.NOT_FOUND, description);
    }
}
