package io.navarch.kubelet.node;

import io.navarch.client.KubeClient;
import io.navarch.client.event.EventRecorder;
import io.navarch.kubelet.cri.ContainerRuntime;
import io.navarch.kubelet.cri.ContainerRuntimeException;
import io.navarch.kubelet.cri.Image;
import io.navarch.kubelet.cri.RuntimeStatus;
import io.navarch.model.Timestamps;
import io.navarch.model.core.v1.ContainerImage;
import io.navarch.model.core.v1.DaemonEndpoint;
import io.navarch.model.core.v1.Node;
import io.navarch.model.core.v1.NodeAddress;
import io.navarch.model.core.v1.NodeCondition;
import io.navarch.model.core.v1.NodeDaemonEndpoints;
import io.navarch.model.core.v1.NodeStatus;
import io.navarch.model.core.v1.NodeSystemInfo;
import io.navarch.model.core.v1.Taint;
import io.navarch.model.status.ApiException;
import io.navarch.runtime.Clock;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registers the node and reports its status: every 10 seconds it looks, and writes when something changed or five minutes
 * have passed; the lease says in between that it lives.
 */
public final class NodeReporter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NodeReporter.class);
    private static final Duration LOOK_PERIOD = Duration.ofSeconds(10);
    private static final Duration START_PERIOD = Duration.ofMillis(200);
    private static final Duration REPORT_PERIOD = Duration.ofMinutes(5);
    private static final int MOST_IMAGES = 50;

    private final NodeFacts facts;
    private final KubeClient client;
    private final ContainerRuntime runtime;
    private final EventRecorder events;
    private final Supplier<Pressures> pressures;
    private final Clock clock;
    private final Map<String, String> toldConditions = new ConcurrentHashMap<>();
    private final ReentrantLock reporting = new ReentrantLock();
    private @Nullable Thread thread;
    private volatile Instant lastReport = Instant.EPOCH;
    private boolean goesOn;
    private volatile boolean ready;
    private volatile boolean closed;

    public NodeReporter(
            NodeFacts facts,
            KubeClient client,
            ContainerRuntime runtime,
            EventRecorder events,
            Supplier<Pressures> pressures,
            Clock clock) {
        this.pressures = pressures;
        this.facts = facts;
        this.client = client;
        this.runtime = runtime;
        this.events = events;
        this.clock = clock;
    }

    /**
     * What was said of the node.
     *
     * @param conditions the reason of the last event about each
     * @param lastReport when the status was written
     */
    public record Memory(Map<String, String> conditions, Instant lastReport) {}

    public Memory memory() {
        return new Memory(Map.copyOf(toldConditions), lastReport);
    }

    /** Goes on where another was, as if this agent had not been started; before the start. */
    public void remember(Memory memory) {
        toldConditions.putAll(memory.conditions());
        lastReport = memory.lastReport();
        goesOn = true;
    }

    public synchronized void start() {
        thread = clock.activity().start("node-" + facts.name(), this::run);
    }

    private void run() {
        try {
            var registered = register();
            if (!goesOn) {
                events.normal(registered, "Starting", "Starting kubelet.");
            }
            while (!Thread.currentThread().isInterrupted()) {
                report();
                // Until the node is ready, which waits for network and engine, it looks more often.
                if (ready) {
                    clock.sleep(LOOK_PERIOD, Clock.Routine.SIGN_OF_LIFE);
                } else {
                    clock.sleep(START_PERIOD);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Node register() throws InterruptedException {
        while (true) {
            try {
                return client.of(Node.KIND).create(wanted());
            } catch (ApiException e) {
                if (e.isAlreadyExists()) {
                    return client.of(Node.KIND)
                            .change(
                                    facts.name(),
                                    current -> current.withMetadata(meta -> meta.withLabels(
                                            labels(current.metadata().labels()))));
                }
                LOG.warn("node {} was not registered, trying again: {}", facts.name(), e.getMessage());
            } catch (UncheckedIOException e) {
                LOG.debug("node {} was not registered, trying again: {}", facts.name(), e.getMessage());
            }
            clock.sleep(Duration.ofSeconds(1));
        }
    }

    private Node wanted() {
        var taints = new ArrayList<Taint>();
        for (var taint : facts.taints()) {
            var parts = taint.split("[=:]");
            boolean valued = taint.contains("=");
            taints.add(Taint.EMPTY
                    .withKey(parts[0])
                    .withValue(valued ? parts[1] : "")
                    .withEffect(parts[parts.length - 1]));
        }
        return Node.EMPTY
                .withMetadata(meta -> meta.withName(facts.name())
                        .withLabels(labels(Map.of()))
                        .withAnnotations(Map.of("volumes.kubernetes.io/controller-managed-attach-detach", "true")))
                .withSpec(spec -> spec.withTaints(taints))
                .withStatus(status(NodeStatus.EMPTY));
    }

    private Map<String, String> labels(Map<String, String> before) {
        var labels = new HashMap<>(before);
        labels.putAll(facts.labels());
        labels.put("kubernetes.io/hostname", facts.hostName());
        labels.put("kubernetes.io/os", facts.system().operatingSystem());
        labels.put("kubernetes.io/arch", facts.system().architecture());
        labels.put("beta.kubernetes.io/os", facts.system().operatingSystem());
        labels.put("beta.kubernetes.io/arch", facts.system().architecture());
        return labels;
    }

    /** Looks now, on another thread, for something has changed: the network is ready. */
    public void look() {
        clock.activity().start("node-look-" + facts.name(), this::report);
    }

    private void report() {
        reporting.lock();
        try {
            var now = clock.now();
            boolean due = lastReport.plus(REPORT_PERIOD).isBefore(now);
            var before = client.of(Node.KIND).find(facts.name());
            if (before.isEmpty()) {
                client.of(Node.KIND).create(wanted());
                return;
            }
            var wanted = status(before.get().status());
            if (due
                    || !withoutHeartbeats(wanted)
                            .equals(withoutHeartbeats(before.get().status()))) {
                var changed =
                        client.of(Node.KIND).changeStatus(facts.name(), node -> node.withStatus(status(node.status())));
                lastReport = now;
                tellConditions(changed);
            }
            ready = condition(wanted, "Ready")
                    .filter(c -> c.status().equals("True"))
                    .isPresent();
        } catch (ApiException | UncheckedIOException e) {
            // A look that was under way when the node was closed finds nobody who answers.
            if (!closed) {
                LOG.warn("status of node {} was not written: {}", facts.name(), e.getMessage());
            }
        } finally {
            reporting.unlock();
        }
    }

    private static NodeStatus withoutHeartbeats(NodeStatus status) {
        return status.withConditions(status.conditions().stream()
                .map(NodeCondition::withoutLastHeartbeatTime)
                .toList());
    }

    private void tellConditions(Node node) {
        for (var condition : node.status().conditions()) {
            boolean good =
                    condition.type().equals("Ready") == condition.status().equals("True");
            var reason =
                    switch (condition.type()) {
                        case "Ready" -> good ? "NodeReady" : "NodeNotReady";
                        case "MemoryPressure" -> good ? "NodeHasSufficientMemory" : "NodeHasInsufficientMemory";
                        case "DiskPressure" -> good ? "NodeHasNoDiskPressure" : "NodeHasDiskPressure";
                        case "PIDPressure" -> good ? "NodeHasSufficientPID" : "NodeHasInsufficientPID";
                        default -> "";
                    };
            if (reason.isEmpty()) {
                continue;
            }
            var told = toldConditions.put(condition.type(), reason);
            // That a new node is not ready yet goes without saying.
            if (!reason.equals(told) && !(told == null && reason.equals("NodeNotReady"))) {
                events.normal(node, reason, "Node " + facts.name() + " status is now: " + reason);
            }
        }
    }

    private NodeStatus status(NodeStatus before) {
        var addresses = new ArrayList<NodeAddress>();
        facts.addresses()
                .forEach(ip ->
                        addresses.add(NodeAddress.EMPTY.withType("InternalIP").withAddress(ip)));
        addresses.add(NodeAddress.EMPTY.withType("Hostname").withAddress(facts.hostName()));
        var status = before.withAddresses(addresses)
                .withCapacity(facts.capacity())
                .withAllocatable(facts.allocatable())
                .withNodeInfo(info(before.nodeInfo()))
                .withConditions(conditions(before));
        if (facts.kubeletPort() > 0) {
            status = status.withDaemonEndpoints(
                    NodeDaemonEndpoints.EMPTY.withKubeletEndpoint(DaemonEndpoint.EMPTY.withPort(facts.kubeletPort())));
        }
        return withImages(status);
    }

    private NodeSystemInfo info(NodeSystemInfo before) {
        var system = facts.system();
        var engine = before.containerRuntimeVersion();
        try {
            var version = runtime.version();
            engine = version.runtimeName() + "://"
                    + version.runtimeVersion().replaceFirst("^v", "").replaceFirst("[~+].*$", "");
        } catch (ContainerRuntimeException e) {
            LOG.debug("the engine does not tell its version: {}", e.getMessage());
        }
        return NodeSystemInfo.EMPTY
                .withMachineID(system.machineId())
                .withSystemUUID(system.systemUuid())
                .withBootID(system.bootId())
                .withKernelVersion(system.kernelVersion())
                .withOsImage(system.osImage())
                .withContainerRuntimeVersion(engine)
                .withKubeletVersion(system.version())
                .withKubeProxyVersion("")
                .withOperatingSystem(system.operatingSystem())
                .withArchitecture(system.architecture());
    }

    private NodeStatus withImages(NodeStatus status) {
        try {
            var images = runtime.listImages().stream()
                    .sorted(Comparator.comparing(Image::size).reversed())
                    .limit(MOST_IMAGES)
                    .map(image -> {
                        var names = new ArrayList<>(image.repoDigests());
                        names.addAll(image.repoTags());
                        return ContainerImage.EMPTY.withNames(names).withSizeBytes(image.size());
                    })
                    .toList();
            return status.withImages(images);
        } catch (ContainerRuntimeException e) {
            LOG.debug("the engine does not list its images: {}", e.getMessage());
            return status;
        }
    }

    private List<NodeCondition> conditions(NodeStatus before) {
        var conditions = new ArrayList<NodeCondition>();
        var pressure = pressures.get();
        conditions.add(
                pressure.memory()
                        ? condition(
                                before,
                                "MemoryPressure",
                                true,
                                "KubeletHasInsufficientMemory",
                                "kubelet has insufficient memory available")
                        : condition(
                                before,
                                "MemoryPressure",
                                false,
                                "KubeletHasSufficientMemory",
                                "kubelet has sufficient memory available"));
        conditions.add(
                pressure.disk()
                        ? condition(before, "DiskPressure", true, "KubeletHasDiskPressure", "kubelet has disk pressure")
                        : condition(
                                before,
                                "DiskPressure",
                                false,
                                "KubeletHasNoDiskPressure",
                                "kubelet has no disk pressure"));
        conditions.add(
                pressure.pids()
                        ? condition(
                                before,
                                "PIDPressure",
                                true,
                                "KubeletHasInsufficientPID",
                                "kubelet has insufficient PID available")
                        : condition(
                                before,
                                "PIDPressure",
                                false,
                                "KubeletHasSufficientPID",
                                "kubelet has sufficient PID available"));
        var fault = engineFault();
        conditions.add(
                fault.isEmpty()
                        ? condition(before, "Ready", true, "KubeletReady", "kubelet is posting ready status")
                        : condition(before, "Ready", false, "KubeletNotReady", fault));
        before.conditions().stream()
                .filter(other ->
                        conditions.stream().noneMatch(ours -> ours.type().equals(other.type())))
                .forEach(conditions::add);
        return conditions;
    }

    /** Why the engine cannot run pods, or "". */
    private String engineFault() {
        try {
            var status = runtime.status();
            var faults = new ArrayList<String>();
            for (var type : List.of(RuntimeStatus.RUNTIME_READY, RuntimeStatus.NETWORK_READY)) {
                var condition = status.condition(type);
                if (!condition.met()) {
                    faults.add("container runtime " + (type.equals(RuntimeStatus.NETWORK_READY) ? "network " : "")
                            + "not ready: " + type + "=false reason:" + condition.reason() + " message:"
                            + condition.message());
                }
            }
            return String.join(", ", faults);
        } catch (ContainerRuntimeException e) {
            return "container runtime is down: " + e.getMessage();
        }
    }

    private static Optional<NodeCondition> condition(NodeStatus status, String type) {
        return status.conditions().stream().filter(c -> c.type().equals(type)).findFirst();
    }

    private NodeCondition condition(NodeStatus before, String type, boolean holds, String reason, String message) {
        var value = holds ? "True" : "False";
        var now = Timestamps.of(clock.now());
        var since = condition(before, type)
                .filter(c -> c.status().equals(value))
                .map(NodeCondition::lastTransitionTime)
                .orElse(now);
        return NodeCondition.EMPTY
                .withType(type)
                .withStatus(value)
                .withReason(reason)
                .withMessage(message)
                .withLastHeartbeatTime(now)
                .withLastTransitionTime(since);
    }

    /** Whether the last report said Ready. */
    public boolean ready() {
        return ready;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (thread != null) {
            thread.interrupt();
        }
    }
}
