package io.navarch.kubelet.probe;

import io.navarch.client.event.EventRecorder;
import io.navarch.kubelet.cri.ContainerRuntime;
import io.navarch.kubelet.cri.ContainerStatus;
import io.navarch.kubelet.cri.ProbeKind;
import io.navarch.kubelet.pod.PodObservation;
import io.navarch.model.core.v1.Container;
import io.navarch.model.core.v1.Pod;
import io.navarch.runtime.Clock;
import io.navarch.runtime.NetworkContext;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All probing on this node: one {@link ProbeWorker} on a virtual thread of its own for each probe of a running container. */
public final class ProbeWorkers implements Probes, AutoCloseable {
    private final Prober prober;
    private final EventRecorder events;
    private final Consumer<String> podChanged;
    private final Clock clock;
    private final Map<String, ContainerProbes> byContainer = new ConcurrentHashMap<>();
    private final Map<String, ProbeMemory> remembered = new ConcurrentHashMap<>();

    /**
     * @param network the node's, in which pods are reached
     * @param podChanged hears the pod's uid whenever a finding changes, to wake the pod's worker; must not block
     */
    public ProbeWorkers(
            ContainerRuntime runtime,
            NetworkContext network,
            EventRecorder events,
            Consumer<String> podChanged,
            Clock clock) {
        this.prober = new Prober(runtime, network, clock);
        this.events = events;
        this.podChanged = podChanged;
        this.clock = clock;
    }

    /** What the probes have found, by container. */
    public Map<String, ProbeMemory> memory() {
        return byContainer.values().stream()
                .collect(Collectors.toMap(ContainerProbes::containerId, ContainerProbes::memory));
    }

    /** Lets probes of the same containers go on from there; before the first pod comes. */
    public void remember(Map<String, ProbeMemory> memory) {
        remembered.putAll(memory);
    }

    @Override
    public void follow(Pod pod, PodObservation seen) {
        var running = seen.running().stream().collect(Collectors.toMap(ContainerStatus::id, status -> status));
        byContainer.values().stream()
                .filter(probes -> probes.pod().uid().equals(pod.uid()))
                .filter(probes -> !running.containsKey(probes.containerId()))
                .forEach(this::end);
        running.values().forEach(status -> follow(pod, status));
    }

    private void follow(Pod pod, ContainerStatus status) {
        var known = byContainer.get(status.id());
        if (known == null) {
            container(pod, status.metadata().name())
                    .filter(ProbeWorkers::probed)
                    .ifPresent(container -> begin(pod, container, status));
            known = byContainer.get(status.id());
        }
        if (known != null) {
            known.pod(pod);
            if (pod.metadata().hasDeletionTimestamp()) {
                known.stopAskingForLife();
            }
        }
    }

    @Override
    public boolean concern(Pod pod) {
        return containers(pod).anyMatch(ProbeWorkers::probed);
    }

    private static boolean probed(Container container) {
        return container.hasStartupProbe() || container.hasLivenessProbe() || container.hasReadinessProbe();
    }

    private static Stream<Container> containers(Pod pod) {
        return Stream.concat(pod.spec().containers().stream(), pod.spec().initContainers().stream());
    }

    private static Optional<Container> container(Pod pod, String name) {
        return containers(pod)
                .filter(container -> container.name().equals(name))
                .findFirst();
    }

    private void begin(Pod pod, Container container, ContainerStatus status) {
        var startedAt = status.startedAt() == null ? clock.now() : status.startedAt();
        var probes = new ContainerProbes(pod, container, status.id(), startedAt, podChanged, clock.activity());
        Stream.concat(pod.status().containerStatuses().stream(), pod.status().initContainerStatuses().stream())
                .filter(before -> before.containerID().endsWith("://" + status.id()))
                .findFirst()
                .ifPresent(before -> probes.remember(before.started(), before.ready()));
        var memory = remembered.remove(status.id());
        if (memory != null) {
            probes.remember(memory);
        }
        byContainer.put(status.id(), probes);
        for (var kind : ProbeKind.values()) {
            if (probes.has(kind) && !(kind == ProbeKind.STARTUP && probes.started()) && probes.failure() == null) {
                var worker = new ProbeWorker(probes, kind, prober, events, clock);
                var name = "probe-" + kind + "-" + pod.name() + "-" + container.name();
                probes.worker(kind, clock.activity().unstarted(name, worker));
            }
        }
        probes.start();
    }

    private void end(ContainerProbes probes) {
        probes.stop();
        byContainer.remove(probes.containerId());
    }

    @Override
    public void forget(String podUid) {
        byContainer.values().stream()
                .filter(probes -> probes.pod().uid().equals(podUid))
                .forEach(this::end);
    }

    private @Nullable ContainerProbes known(String containerId) {
        return byContainer.get(containerId);
    }

    @Override
    public boolean started(String containerId, Container container) {
        var probes = known(containerId);
        return !container.hasStartupProbe() || probes != null && probes.started();
    }

    @Override
    public boolean ready(String containerId, Container container) {
        if (!started(containerId, container)) {
            return false;
        }
        var probes = known(containerId);
        return !container.hasReadinessProbe() || probes != null && probes.passes(ProbeKind.READINESS);
    }

    @Override
    public Optional<Failure> failure(String containerId) {
        var probes = known(containerId);
        return probes == null ? Optional.empty() : Optional.ofNullable(probes.failure());
    }

    /** Ends all probing. */
    @Override
    public void close() {
        byContainer.values().forEach(this::end);
    }
}
