package io.navarch.kubelet.probe;

import io.navarch.kubelet.cri.ProbeKind;
import io.navarch.model.core.v1.Container;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.Probe;
import io.navarch.runtime.activity.Activity;
import io.navarch.runtime.activity.Latch;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The probes of one running container and what they have found. A container lives from its start, not ready, and not yet
 * started if it has a startup probe. Thread-safe.
 */
final class ContainerProbes {
    private final String containerId;
    private final Container container;
    private final Instant startedAt;
    private final Consumer<String> podChanged;
    private final Map<ProbeKind, Boolean> passes = new EnumMap<>(ProbeKind.class);
    private final Map<ProbeKind, ProbeMemory.Turn> turns = new EnumMap<>(ProbeKind.class);
    private final Map<ProbeKind, Thread> workers = new EnumMap<>(ProbeKind.class);
    private final Latch started;
    private Probes.@Nullable Failure failure;
    private volatile Pod pod;

    /** @param podChanged hears the pod's uid whenever a finding changes */
    ContainerProbes(
            Pod pod,
            Container container,
            String containerId,
            Instant startedAt,
            Consumer<String> podChanged,
            Activity activity) {
        this.started = new Latch(activity, 1);
        this.pod = pod;
        this.container = container;
        this.containerId = containerId;
        this.startedAt = startedAt;
        this.podChanged = podChanged;
        if (!container.hasStartupProbe()) {
            started.countDown();
        }
    }

    String containerId() {
        return containerId;
    }

    Container container() {
        return container;
    }

    Instant startedAt() {
        return startedAt;
    }

    Pod pod() {
        return pod;
    }

    /** The same pod, as it is now. */
    void pod(Pod now) {
        pod = now;
    }

    Probe probe(ProbeKind kind) {
        return switch (kind) {
            case STARTUP -> container.startupProbe();
            case LIVENESS -> container.livenessProbe();
            case READINESS -> container.readinessProbe();
        };
    }

    boolean has(ProbeKind kind) {
        return switch (kind) {
            case STARTUP -> container.hasStartupProbe();
            case LIVENESS -> container.hasLivenessProbe();
            case READINESS -> container.hasReadinessProbe();
        };
    }

    void awaitStarted() throws InterruptedException {
        started.await();
    }

    boolean started() {
        return started.open();
    }

    synchronized boolean passes(ProbeKind kind) {
        return passes.getOrDefault(kind, kind == ProbeKind.LIVENESS);
    }

    synchronized Probes.@Nullable Failure failure() {
        return failure;
    }

    /** What was known before this node agent was started again. */
    synchronized void remember(boolean wasStarted, boolean wasReady) {
        if (wasStarted) {
            started.countDown();
            passes.put(ProbeKind.STARTUP, true);
        }
        passes.put(ProbeKind.READINESS, wasReady);
    }

    /** What other probes of the same container have found. */
    synchronized void remember(ProbeMemory memory) {
        passes.putAll(memory.passes());
        turns.putAll(memory.turns());
        failure = memory.failure();
        if (passes.getOrDefault(ProbeKind.STARTUP, false)) {
            started.countDown();
        }
    }

    synchronized ProbeMemory memory() {
        return new ProbeMemory(Map.copyOf(passes), failure, Map.copyOf(turns));
    }

    synchronized ProbeMemory.@Nullable Turn turn(ProbeKind kind) {
        return turns.get(kind);
    }

    synchronized void turn(ProbeKind kind, ProbeMemory.Turn turn) {
        turns.put(kind, turn);
    }

    void passed(ProbeKind kind) {
        boolean changed;
        synchronized (this) {
            changed = !passes(kind);
            passes.put(kind, true);
        }
        if (kind == ProbeKind.STARTUP) {
            started.countDown();
        }
        if (changed) {
            podChanged.accept(pod.uid());
        }
    }

    void failed(ProbeKind kind) {
        boolean changed;
        synchronized (this) {
            changed = passes(kind) || kind == ProbeKind.STARTUP;
            passes.put(kind, false);
            if (kind != ProbeKind.READINESS) {
                failure = new Probes.Failure(kind == ProbeKind.LIVENESS ? "liveness" : "startup", grace(probe(kind)));
            }
        }
        if (changed) {
            podChanged.accept(pod.uid());
        }
    }

    private static long grace(Probe probe) {
        return probe.hasTerminationGracePeriodSeconds() ? probe.terminationGracePeriodSeconds() : -1;
    }

    synchronized void worker(ProbeKind kind, Thread worker) {
        workers.put(kind, worker);
    }

    synchronized void start() {
        workers.values().forEach(Thread::start);
    }

    /** A pod that is being deleted is no longer asked whether it lives, and has not failed to. */
    synchronized void stopAskingForLife() {
        stop(ProbeKind.STARTUP);
        stop(ProbeKind.LIVENESS);
        failure = null;
    }

    synchronized void stop() {
        workers.values().forEach(Thread::interrupt);
        workers.clear();
    }

    private void stop(ProbeKind kind) {
        var worker = workers.remove(kind);
        if (worker != null) {
            worker.interrupt();
        }
    }
}
