package io.navarch.kubelet.status;

import io.navarch.kubelet.container.TerminationMessages;
import io.navarch.kubelet.cri.ContainerStatus;
import io.navarch.kubelet.pod.PodObservation;
import io.navarch.kubelet.probe.Probes;
import io.navarch.model.Timestamps;
import io.navarch.model.core.v1.Container;
import io.navarch.model.core.v1.ContainerState;
import io.navarch.model.core.v1.ContainerStateRunning;
import io.navarch.model.core.v1.ContainerStateTerminated;
import io.navarch.model.core.v1.ContainerStateWaiting;
import io.navarch.model.core.v1.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The statuses of a pod's containers from what the engine shows. */
final class ContainerStates {
    private final String runtimeName;
    private final Probes probes;
    private final TerminationMessages messages;

    /** @param runtimeName the scheme of container ids, such as {@code containerd} */
    ContainerStates(String runtimeName, Probes probes, TerminationMessages messages) {
        this.runtimeName = runtimeName;
        this.probes = probes;
        this.messages = messages;
    }

    /**
     * Statuses in the order of the spec.
     *
     * @param waiting why containers wait that do
     * @param notYet the reason of containers that were never tried: ContainerCreating or PodInitializing
     */
    List<io.navarch.model.core.v1.ContainerStatus> of(
            Pod pod, List<Container> containers, PodObservation seen, Map<String, Waiting> waiting, String notYet) {
        var statuses = new ArrayList<io.navarch.model.core.v1.ContainerStatus>();
        for (var container : containers) {
            statuses.add(of(pod, container, seen, waiting.get(container.name()), notYet));
        }
        return List.copyOf(statuses);
    }

    private io.navarch.model.core.v1.ContainerStatus of(
            Pod pod, Container container, PodObservation seen, @Nullable Waiting waiting, String notYet) {
        var attempts = seen.attempts(container.name());
        var status = io.navarch.model.core.v1.ContainerStatus.EMPTY
                .withName(container.name())
                .withImage(container.image())
                .withImageID("")
                .withReady(false)
                .withRestartCount(0)
                .withStarted(false);
        if (attempts.isEmpty()) {
            var why = waiting == null ? new Waiting(notYet, "") : waiting;
            return status.withState(waitingState(why))
                    .withLastState(ContainerState.EMPTY)
                    .withRestartCount(before(pod, container));
        }
        var latest = attempts.get(0);
        status = status.withImage(
                        latest.image().userSpecifiedImage().isEmpty()
                                ? container.image()
                                : latest.image().userSpecifiedImage())
                .withImageID(latest.imageRef())
                .withContainerID(runtimeName + "://" + latest.id())
                .withRestartCount(latest.metadata().attempt());
        boolean running = latest.state() == io.navarch.kubelet.cri.ContainerState.RUNNING;
        if (running) {
            var since = latest.startedAt() == null ? latest.createdAt() : latest.startedAt();
            status = status.withState(ContainerState.EMPTY.withRunning(
                            ContainerStateRunning.EMPTY.withStartedAt(Timestamps.of(since))))
                    .withStarted(probes.started(latest.id(), container))
                    .withReady(!mustEnd(pod, container) && probes.ready(latest.id(), container))
                    .withResources(container.resources());
            var requests = container.resources().requests();
            status = requests.isEmpty() ? status : status.withAllocatedResources(requests);
            return status.withLastState(attempts.size() > 1 ? ended(attempts.get(1)) : ContainerState.EMPTY);
        }
        boolean exited = latest.state() == io.navarch.kubelet.cri.ContainerState.EXITED;
        if (waiting != null) {
            return status.withState(waitingState(waiting)).withLastState(exited ? ended(latest) : ContainerState.EMPTY);
        }
        if (!exited) {
            return status.withState(waitingState(new Waiting(notYet, ""))).withLastState(ContainerState.EMPTY);
        }
        boolean initDone = latest.exitCode() == 0;
        return status.withState(ended(latest))
                .withReady(initDone && mustEnd(pod, container))
                .withLastState(attempts.size() > 1 ? ended(attempts.get(1)) : ContainerState.EMPTY);
    }

    /** Init containers are ready when they have ended well; sidecars and main containers while they run. */
    private static boolean mustEnd(Pod pod, Container container) {
        return !container.restartPolicy().equals("Always")
                && pod.spec().initContainers().stream()
                        .anyMatch(init -> init.name().equals(container.name()));
    }

    /** Restarts that were counted before the engine lost the containers. */
    private static int before(Pod pod, Container container) {
        return pod.status().containerStatuses().stream()
                .filter(status -> status.name().equals(container.name()))
                .mapToInt(io.navarch.model.core.v1.ContainerStatus::restartCount)
                .findFirst()
                .orElse(0);
    }

    private static ContainerState waitingState(Waiting waiting) {
        return ContainerState.EMPTY.withWaiting(
                ContainerStateWaiting.EMPTY.withReason(waiting.reason()).withMessage(waiting.message()));
    }

    private ContainerState ended(ContainerStatus container) {
        var started = container.startedAt();
        var finished = container.finishedAt();
        var reason =
                container.reason().isEmpty() ? (container.exitCode() == 0 ? "Completed" : "Error") : container.reason();
        var terminated = ContainerStateTerminated.EMPTY
                .withContainerID(runtimeName + "://" + container.id())
                .withExitCode(container.exitCode())
                .withReason(reason)
                .withMessage(messages.of(container))
                .withStartedAt(started == null ? "" : Timestamps.of(started))
                .withFinishedAt(finished == null ? "" : Timestamps.of(finished));
        return ContainerState.EMPTY.withTerminated(terminated);
    }
}
