package io.navarch.kubelet.pod;

import io.navarch.client.event.EventRecorder;
import io.navarch.kubelet.cri.ContainerRuntimeException;
import io.navarch.kubelet.cri.ContainerStatus;
import io.navarch.model.core.v1.Container;
import io.navarch.model.core.v1.Pod;
import io.navarch.runtime.activity.Latch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Stops containers: the hook before, the signal, and after the grace the kill. */
final class ContainerStopper {
    private final PodServices services;

    ContainerStopper(PodServices services) {
        this.services = services;
    }

    /** Stops one container. */
    void stop(Pod pod, PodPlan.Kill kill) throws InterruptedException {
        long grace = kill.graceSeconds() >= 0 ? kill.graceSeconds() : pod.spec().terminationGracePeriodSeconds();
        stop(pod, kill.container(), kill.message(), grace);
    }

    /** Stops all that runs: main containers side by side, then sidecars in the reverse of their order. */
    void stopAll(Pod pod, PodObservation seen, long graceSeconds) throws InterruptedException {
        var mains = new ArrayList<ContainerStatus>();
        var sidecars = new ArrayList<ContainerStatus>();
        for (var running : seen.running()) {
            boolean sidecar = pod.spec().initContainers().stream()
                    .anyMatch(init -> init.name().equals(running.metadata().name()) && PodPlan.sidecar(init));
            (sidecar ? sidecars : mains).add(running);
        }
        long begun = services.clock().nanos();
        stopSideBySide(pod, mains, graceSeconds);
        long spent = Duration.ofNanos(services.clock().nanos() - begun).toSeconds();
        var order = pod.spec().initContainers().stream().map(Container::name).toList();
        sidecars.sort(java.util.Comparator.comparing(
                sidecar -> -order.indexOf(sidecar.metadata().name())));
        for (var sidecar : sidecars) {
            stop(pod, sidecar, "Stopping container " + sidecar.metadata().name(), Math.max(1, graceSeconds - spent));
        }
    }

    private void stopSideBySide(Pod pod, List<ContainerStatus> containers, long grace) throws InterruptedException {
        var failure = new AtomicReference<ContainerRuntimeException>();
        var activity = services.clock().activity();
        var stopped = new Latch(activity, containers.size());
        for (var container : containers) {
            var name = container.metadata().name();
            activity.start("stop-" + name, () -> {
                try {
                    stop(pod, container, "Stopping container " + name, grace);
                } catch (ContainerRuntimeException e) {
                    failure.set(e);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                } finally {
                    stopped.countDown();
                }
            });
        }
        stopped.await();
        if (failure.get() != null) {
            throw failure.get();
        }
    }

    private void stop(Pod pod, ContainerStatus container, String message, long graceSeconds)
            throws InterruptedException {
        var name = container.metadata().name();
        var reference = EventRecorder.reference(pod, "spec.containers{" + name + "}");
        services.events().record(reference, EventRecorder.NORMAL, "Killing", message);
        long left = graceSeconds;
        var spec = find(pod, name);
        if (spec.isPresent() && spec.get().lifecycle().hasPreStop() && graceSeconds > 0) {
            long begun = services.clock().nanos();
            services.hooks()
                    .preStop(pod, spec.get(), container.id(), pod.status().podIP(), Duration.ofSeconds(graceSeconds));
            // Whatever the hook took, the process gets at least two seconds of its own.
            left = Math.max(
                    2,
                    graceSeconds
                            - Duration.ofNanos(services.clock().nanos() - begun).toSeconds());
        }
        services.runtime().stopContainer(container.id(), Duration.ofSeconds(left));
    }

    private static Optional<Container> find(Pod pod, String name) {
        var all = new ArrayList<>(pod.spec().containers());
        all.addAll(pod.spec().initContainers());
        return all.stream().filter(container -> container.name().equals(name)).findFirst();
    }
}
