package io.navarch.kubelet.pod;

import io.navarch.kubelet.container.EphemeralContainers;
import io.navarch.kubelet.container.Labels;
import io.navarch.kubelet.container.RestartBackOff;
import io.navarch.kubelet.cri.ContainerState;
import io.navarch.kubelet.cri.ContainerStatus;
import io.navarch.kubelet.probe.Probes;
import io.navarch.model.core.v1.Container;
import io.navarch.model.core.v1.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a pod's worker shall do next, from the pod and what the engine shows. Pure logic.
 *
 * @param newSandbox whether a sandbox must be made, after all that runs was killed
 * @param sandboxAttempt its number
 * @param kill containers to stop first
 * @param start containers to start, in order
 * @param backingOff for each container that must wait for its restart, how long its whole wait is
 * @param lookAgain when to plan anew although nothing changes; null for never
 */
record PodPlan(
        boolean newSandbox,
        int sandboxAttempt,
        List<Kill> kill,
        List<Start> start,
        Map<String, Duration> backingOff,
        @Nullable Duration lookAgain) {

    /** @param graceSeconds -1 for the pod's own */
    record Kill(ContainerStatus container, String message, long graceSeconds) {}

    record Start(Container container, int attempt, boolean restart) {}

    static PodPlan of(Pod pod, PodObservation seen, Probes probes, RestartBackOff backOff) {
        return new Planner(pod, seen, probes, backOff).plan();
    }

    static boolean sidecar(Container container) {
        return container.restartPolicy().equals("Always");
    }

    /** Whether a container that ended so is to be started again. */
    static boolean restarts(Pod pod, Container container, int exitCode) {
        if (sidecar(container)) {
            return true;
        }
        return switch (pod.spec().restartPolicy()) {
            case "Never" -> false;
            case "OnFailure" -> exitCode != 0;
            default -> true;
        };
    }

    /** Collects one plan. */
    private static final class Planner {
        private final Pod pod;
        private final PodObservation seen;
        private final Probes probes;
        private final RestartBackOff backOff;
        private final List<Kill> kill = new ArrayList<>();
        private final List<Start> start = new ArrayList<>();
        private final Map<String, Duration> backingOff = new HashMap<>();
        private @Nullable Duration lookAgain;

        Planner(Pod pod, PodObservation seen, Probes probes, RestartBackOff backOff) {
            this.pod = pod;
            this.seen = seen;
            this.probes = probes;
            this.backOff = backOff;
        }

        PodPlan plan() {
            var sandbox = seen.sandbox();
            boolean usable = seen.readySandbox()
                    .filter(ready -> pod.spec().hostNetwork() || !ready.ips().isEmpty())
                    .isPresent();
            int attempt = sandbox.map(old -> old.metadata().attempt() + 1).orElse(0);
            if (usable) {
                EphemeralContainers.of(pod).stream()
                        .filter(container -> seen.latest(container.name()).isEmpty())
                        .forEach(this::startNow);
                planContainers();
                return done(false, attempt);
            }
            for (var running : seen.running()) {
                kill.add(new Kill(running, "Pod sandbox changed, it will be killed and re-created.", -1));
            }
            boolean never = pod.spec().restartPolicy().equals("Never");
            if (never && attempt > 0 && !seen.containers().isEmpty()) {
                return done(false, attempt);
            }
            planAfterNewSandbox();
            return done(!start.isEmpty(), attempt);
        }

        private PodPlan done(boolean newSandbox, int attempt) {
            return new PodPlan(
                    newSandbox, attempt, List.copyOf(kill), List.copyOf(start), Map.copyOf(backingOff), lookAgain);
        }

        /** In a new sandbox everything begins anew, but for what has done its work. */
        private void planAfterNewSandbox() {
            boolean allDone = pod.spec().containers().stream().allMatch(this::finished);
            if (allDone) {
                return;
            }
            if (!pod.spec().initContainers().isEmpty()) {
                startNow(pod.spec().initContainers().get(0));
                return;
            }
            pod.spec().containers().stream()
                    .filter(container -> !finished(container))
                    .forEach(this::startNow);
        }

        private boolean finished(Container container) {
            var latest = seen.latest(container.name());
            return latest.isPresent()
                    && latest.get().state() == ContainerState.EXITED
                    && !restarts(pod, container, latest.get().exitCode());
        }

        private void planContainers() {
            if (!initialized()) {
                return;
            }
            for (var container : pod.spec().containers()) {
                planMain(container);
            }
        }

        /** Plans init containers and sidecars; true once main containers may run. */
        private boolean initialized() {
            boolean mainExist = pod.spec().containers().stream().anyMatch(container -> inSandbox(container.name()));
            for (var container : pod.spec().initContainers()) {
                boolean passed = sidecar(container) ? planSidecar(container) : mainExist || planInit(container);
                if (!passed && !mainExist) {
                    return false;
                }
            }
            return true;
        }

        private boolean inSandbox(String name) {
            var sandbox = seen.sandbox();
            return sandbox.isPresent()
                    && seen.latest(name)
                            .filter(found ->
                                    !found.createdAt().isBefore(sandbox.get().createdAt()))
                            .isPresent();
        }

        private boolean planSidecar(Container container) {
            var latest = seen.latest(container.name());
            if (latest.isEmpty() || !inSandbox(container.name())) {
                startNow(container);
                return false;
            }
            if (latest.get().state() != ContainerState.RUNNING) {
                // A sidecar that ended while the pod's work is done need not come back.
                if (pod.spec().containers().stream().allMatch(this::finished)) {
                    return true;
                }
                startAgain(container, latest.get());
                return false;
            }
            if (killIfFailed(container, latest.get())) {
                return false;
            }
            return probes.started(latest.get().id(), container);
        }

        private boolean planInit(Container container) {
            var latest = seen.latest(container.name());
            if (latest.isEmpty() || !inSandbox(container.name())) {
                startNow(container);
                return false;
            }
            var status = latest.get();
            return switch (status.state()) {
                case RUNNING -> false;
                case EXITED -> {
                    if (status.exitCode() == 0) {
                        yield true;
                    }
                    if (!pod.spec().restartPolicy().equals("Never")) {
                        startAgain(container, status);
                    }
                    yield false;
                }
                case CREATED, UNKNOWN -> {
                    startAgain(container, status);
                    yield false;
                }
            };
        }

        private void planMain(Container container) {
            var latest = seen.latest(container.name());
            if (latest.isEmpty()) {
                startNow(container);
                return;
            }
            var status = latest.get();
            switch (status.state()) {
                case RUNNING -> {
                    if (!Labels.hash(status.annotations()).equals(Labels.hash(container))) {
                        kill.add(new Kill(
                                status,
                                "Container " + container.name() + " definition changed, will be restarted",
                                -1));
                        startNow(container);
                    } else {
                        killIfFailed(container, status);
                    }
                }
                case EXITED -> {
                    if (restarts(pod, container, status.exitCode())) {
                        startAgain(container, status);
                    }
                }
                case CREATED, UNKNOWN -> startAgain(container, status);
            }
        }

        private boolean killIfFailed(Container container, ContainerStatus status) {
            var failure = probes.failure(status.id());
            if (failure.isEmpty()) {
                return false;
            }
            var message =
                    "Container " + container.name() + " failed " + failure.get().kind() + " probe, will be restarted";
            kill.add(new Kill(status, message, failure.get().graceSeconds()));
            if (restarts(pod, container, 137)) {
                // Its end is seen when it is looked at next, and its back-off counts from then.
                lookAgainAfter(Duration.ZERO);
            }
            return true;
        }

        private void startNow(Container container) {
            var latest = seen.latest(container.name());
            int attempt =
                    latest.map(before -> before.metadata().attempt() + 1).orElseGet(() -> lostAttempts(container));
            start.add(new Start(container, attempt, latest.isPresent()));
        }

        /** How often a container was started that the engine does not know any more. */
        private int lostAttempts(Container container) {
            return Stream.concat(
                            pod.status().containerStatuses().stream(), pod.status().initContainerStatuses().stream())
                    .filter(status -> status.name().equals(container.name())
                            && !status.containerID().isEmpty())
                    .mapToInt(status -> status.restartCount() + 1)
                    .findFirst()
                    .orElse(0);
        }

        private void startAgain(Container container, ContainerStatus ended) {
            Instant end = ended.finishedAt() == null ? ended.createdAt() : ended.finishedAt();
            var waiting = backOff.waiting(container.name(), end);
            if (waiting.isPresent()) {
                backingOff.put(container.name(), waiting.get().whole());
                lookAgainAfter(waiting.get().left());
            } else {
                startNow(container);
            }
        }

        private void lookAgainAfter(Duration delay) {
            if (lookAgain == null || delay.compareTo(lookAgain) < 0) {
                lookAgain = delay;
            }
        }
    }
}
