package io.navarch.kubelet.pod;

import io.navarch.kubelet.container.Labels;
import io.navarch.kubelet.cri.ContainerFilter;
import io.navarch.kubelet.cri.ContainerRuntime;
import io.navarch.kubelet.cri.ContainerRuntimeException;
import io.navarch.kubelet.cri.ContainerState;
import io.navarch.kubelet.cri.ContainerStatus;
import io.navarch.kubelet.cri.PodSandboxFilter;
import io.navarch.kubelet.cri.PodSandboxState;
import io.navarch.kubelet.cri.PodSandboxStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What the engine shows of one pod at a moment.
 *
 * @param sandboxes newest first
 * @param containers all attempts of all containers, newest first
 */
public record PodObservation(List<PodSandboxStatus> sandboxes, List<ContainerStatus> containers) {
    public static final PodObservation NOTHING = new PodObservation(List.of(), List.of());

    /** Asks the engine. */
    public static PodObservation of(ContainerRuntime runtime, String podUid) {
        var sandboxes = new ArrayList<PodSandboxStatus>();
        for (var sandbox : runtime.listPodSandboxes(PodSandboxFilter.labelled(Labels.selectingPod(podUid)))) {
            try {
                sandboxes.add(runtime.podSandboxStatus(sandbox.id()));
            } catch (ContainerRuntimeException e) {
                // It went between the two calls.
                if (!e.notFound()) {
                    throw e;
                }
            }
        }
        var containers = new ArrayList<ContainerStatus>();
        for (var container : runtime.listContainers(ContainerFilter.labelled(Labels.selectingPod(podUid)))) {
            try {
                containers.add(runtime.containerStatus(container.id()));
            } catch (ContainerRuntimeException e) {
                if (!e.notFound()) {
                    throw e;
                }
            }
        }
        sandboxes.sort(Comparator.comparing(PodSandboxStatus::createdAt).reversed());
        containers.sort(Comparator.comparing(ContainerStatus::createdAt)
                .thenComparing(container -> container.metadata().attempt())
                .reversed());
        return new PodObservation(List.copyOf(sandboxes), List.copyOf(containers));
    }

    /** The newest sandbox. */
    public Optional<PodSandboxStatus> sandbox() {
        return sandboxes.stream().findFirst();
    }

    /** The newest sandbox if it is ready. */
    public Optional<PodSandboxStatus> readySandbox() {
        return sandbox().filter(newest -> newest.state() == PodSandboxState.READY);
    }

    /** The newest attempt at a container. */
    public Optional<ContainerStatus> latest(String name) {
        return containers.stream()
                .filter(container -> container.metadata().name().equals(name))
                .findFirst();
    }

    /** The newest attempts, at most so many. */
    public List<ContainerStatus> attempts(String name) {
        return containers.stream()
                .filter(container -> container.metadata().name().equals(name))
                .toList();
    }

    public boolean running(String name) {
        return latest(name)
                .filter(container -> container.state() == ContainerState.RUNNING)
                .isPresent();
    }

    public List<ContainerStatus> running() {
        return containers.stream()
                .filter(container -> container.state() == ContainerState.RUNNING)
                .toList();
    }
}
