package io.navarch.embedded.engine;

import io.navarch.embedded.ContainerHandle;
import io.navarch.kubelet.cri.ContainerConfig;
import io.navarch.kubelet.cri.ContainerRuntimeException;
import io.navarch.kubelet.cri.ExecResult;
import io.navarch.kubelet.cri.PodSandboxConfig;
import io.navarch.kubelet.cri.ProbeKind;
import io.navarch.kubelet.cri.RpcCode;
import io.navarch.kubelet.cri.SessionStreams;
import io.navarch.kubelet.cri.simulated.ContainerScript;
import io.navarch.kubelet.cri.simulated.SimulatedBehaviour;
import io.navarch.kubelet.cri.simulated.SimulatedContainer;
import io.navarch.kubelet.cri.simulated.SimulatedContainerRuntime;
import io.navarch.kubelet.server.PodDirectory;
import io.navarch.kubelet.volume.ObjectVolumes;
import io.navarch.kubelet.volume.ServiceAccountTokenSource;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.Probe;
import io.navarch.runtime.Clock;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Does what was said of images for the containers of one node; leaves all others to the simulation. Called by the engine as
 * {@link SimulatedBehaviour} says.
 */
public final class NodeEngine implements SimulatedBehaviour, AutoCloseable {
    private final ClusterEngine cluster;
    private final String nodeName;
    private final Clock clock;
    private final Map<String, StartedContainer> started = new ConcurrentHashMap<>();
    private final Map<String, Part> mains = new ConcurrentHashMap<>();
    private volatile @Nullable Node node;

    /** The node's own parts, which come to be after this. */
    private record Node(
            SimulatedContainerRuntime runtime,
            PodDirectory pods,
            ObjectVolumes volumes,
            ServiceAccountTokenSource tokens) {}

    NodeEngine(ClusterEngine cluster, String nodeName, Clock clock) {
        this.cluster = cluster;
        this.nodeName = nodeName;
        this.clock = clock;
    }

    /** Tells what the node is made of; before any pod runs there. */
    public void attach(
            SimulatedContainerRuntime runtime,
            PodDirectory pods,
            ObjectVolumes volumes,
            ServiceAccountTokenSource tokens) {
        node = new Node(runtime, pods, volumes, tokens);
    }

    private Node node() {
        return Objects.requireNonNull(node, "the node is not attached yet");
    }

    String nodeName() {
        return nodeName;
    }

    Clock clock() {
        return clock;
    }

    ClusterEngine cluster() {
        return cluster;
    }

    ObjectVolumes volumes() {
        return node().volumes();
    }

    ServiceAccountTokenSource tokens() {
        return node().tokens();
    }

    Optional<ContainerHandle> find(String namespace, String pod, String container) {
        return node().runtime()
                .find(namespace, pod, container)
                .map(found -> started.getOrDefault(found.id(), new StartedContainer(this, found, false)));
    }

    /** The pod of the container as the API has it. */
    Optional<Pod> pod(SimulatedContainer container) {
        var metadata = container.pod().metadata();
        return node().pods().pod(metadata.namespace(), metadata.name()).filter(pod -> pod.uid()
                .equals(metadata.uid()));
    }

    private static String image(ContainerConfig container) {
        return container.image().userSpecifiedImage();
    }

    @Override
    public void onPull(String image, @Nullable PodSandboxConfig pod) {
        cluster.parts(image, Part.PullFailure.class).stream().findFirst().ifPresent(failure -> {
            throw new ContainerRuntimeException(RpcCode.UNKNOWN, failure.message());
        });
    }

    /** What runs in place of the command; a container without a command cannot be a process. */
    private Optional<Part> main(ContainerConfig container) {
        return cluster.isOrdinary()
                ? Optional.empty()
                : cluster.main(image(container))
                        .filter(part -> part instanceof Part.Program
                                || !container.command().isEmpty()
                                || !container.args().isEmpty());
    }

    @Override
    public ContainerScript script(ContainerConfig container, PodSandboxConfig pod) {
        return main(container).isPresent()
                ? ContainerScript.ofAnnotations(container, pod)
                : ContainerScript.of(container, pod);
    }

    @Override
    public boolean keepsEnvironment(ContainerConfig container) {
        return main(container).isPresent();
    }

    @Override
    public void onStart(String image, SimulatedContainer container) {
        if (cluster.isOrdinary()) {
            return;
        }
        var main = main(container.config());
        var servers = cluster.parts(image(container.config()), Part.Server.class);
        if (main.isEmpty() && servers.isEmpty()) {
            return;
        }
        var begun = new StartedContainer(this, container, false);
        servers.reversed().forEach(server -> begun.serve(server.port(), server.address()));
        started.put(container.id(), begun);
        main.ifPresent(part -> {
            mains.put(container.id(), part);
            if (part instanceof Part.Program program) {
                begun.run(program.program());
            } else {
                begun.runProcess();
            }
        });
    }

    /** What was put into the containers that run at this moment, by their ids. */
    public Map<String, ProgramMoment> moment() {
        var moment = new HashMap<String, ProgramMoment>();
        started.forEach((id, container) ->
                moment.put(id, new ProgramMoment(Optional.ofNullable(mains.get(id)), container.servers())));
        return Map.copyOf(moment);
    }

    /**
     * Puts the same into the same containers, which go on; programs and processes begin anew, once they are {@link #begin begun}.
     * Before the node's agent starts.
     */
    public void resume(Map<String, ProgramMoment> moment) {
        for (var container : node().runtime().running()) {
            var then = moment.get(container.id());
            if (then != null) {
                var resumed = new StartedContainer(this, container, true);
                then.servers().forEach(resumed::serve);
                started.put(container.id(), resumed);
                then.main().ifPresent(part -> mains.put(container.id(), part));
            }
        }
    }

    /** Begins the programs and processes of resumed containers; once the node's agent knows its pods. */
    public void begin() {
        mains.forEach((id, part) -> {
            var resumed = started.get(id);
            if (resumed != null && part instanceof Part.Program program) {
                resumed.begin(program.program());
            } else if (resumed != null) {
                resumed.runProcess();
            }
        });
        mains.forEach((id, part) -> {
            var resumed = started.get(id);
            if (resumed != null && part instanceof Part.Program) {
                resumed.settle();
            }
        });
    }

    @Override
    public void onEnd(SimulatedContainer container) {
        var ended = started.remove(container.id());
        mains.remove(container.id());
        if (ended != null) {
            ended.ended();
        }
    }

    @Override
    public boolean stop(SimulatedContainer container, Duration grace) throws InterruptedException {
        var running = started.get(container.id());
        return running != null && running.stop(grace);
    }

    @Override
    public Optional<ExecResult> exec(SimulatedContainer container, List<String> command) {
        var running = started.get(container.id());
        return running == null
                ? Optional.empty()
                : running.exec(command)
                        .map(answer -> ExecResult.of(answer.exitCode(), answer.output(), answer.errors()));
    }

    @Override
    public Map<String, byte[]> files(SimulatedContainer container) {
        var name = container.config().metadata().name();
        return pod(container).map(pod -> volumes().files(pod, name)).orElseGet(TreeMap::new);
    }

    @Override
    public int session(SimulatedContainer container, List<String> command, SessionStreams streams)
            throws IOException, InterruptedException {
        var running = started.get(container.id());
        var code = running == null ? Optional.<Integer>empty() : running.session(command, streams);
        return code.isPresent() ? code.get() : SimulatedBehaviour.super.session(container, command, streams);
    }

    private Collection<StartedContainer> serving(PodSandboxConfig pod) {
        return started.values().stream()
                .filter(container -> container.podUid().equals(pod.metadata().uid()) && container.isServing())
                .toList();
    }

    @Override
    public Optional<Socket> dial(PodSandboxConfig pod, int port) throws IOException {
        if (started.isEmpty()) {
            return Optional.empty();
        }
        var serving = serving(pod);
        for (var container : serving) {
            var address = container.server(port);
            if (address.isPresent()) {
                var socket = new Socket();
                try {
                    socket.connect(address.get());
                    return Optional.of(socket);
                } catch (IOException | RuntimeException e) {
                    socket.close();
                    throw e;
                }
            }
        }
        if (!serving.isEmpty()) {
            throw new ConnectException("Connection refused");
        }
        return Optional.empty();
    }

    @Override
    public boolean isProbed(SimulatedContainer container, ProbeKind kind) {
        var running = started.get(container.id());
        if (running == null) {
            return false;
        }
        var name = container.config().metadata().name();
        return pod(container).stream()
                .flatMap(pod -> Stream.concat(pod.spec().containers().stream(), pod.spec().initContainers().stream()))
                .filter(found -> found.name().equals(name))
                .map(found -> switch (kind) {
                    case STARTUP -> found.startupProbe();
                    case LIVENESS -> found.livenessProbe();
                    case READINESS -> found.readinessProbe();
                })
                .anyMatch(probe -> isProbed(running, probe));
    }

    private static boolean isProbed(StartedContainer container, Probe probe) {
        return probe.hasExec() ? container.answersCommands() : container.isServing();
    }

    /** Ends the programs of the node's containers. */
    @Override
    public void close() {
        cluster.leave(this);
        started.values().forEach(StartedContainer::ended);
        started.clear();
    }
}
