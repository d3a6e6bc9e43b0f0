package io.navarch.kubelet.status;

import io.navarch.kubelet.container.EphemeralContainers;
import io.navarch.kubelet.container.TerminationMessages;
import io.navarch.kubelet.pod.PodObservation;
import io.navarch.kubelet.probe.Probes;
import io.navarch.model.Timestamps;
import io.navarch.model.core.v1.Container;
import io.navarch.model.core.v1.ContainerStatus;
import io.navarch.model.core.v1.HostIP;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.PodCondition;
import io.navarch.model.core.v1.PodIP;
import io.navarch.model.core.v1.PodStatus;
import io.navarch.runtime.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A pod's status from what the engine shows, following the documents' table of restart policies and ends. Thread-safe.
 */
public final class PodStatusMaker {
    private static final Set<String> OURS =
            Set.of("PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled");

    private final ContainerStates states;
    private final Supplier<List<String>> hostAddresses;
    private final Clock clock;

    /** @param hostAddresses the node's own addresses, primary first */
    public PodStatusMaker(
            String runtimeName,
            Probes probes,
            TerminationMessages messages,
            Supplier<List<String>> hostAddresses,
            Clock clock) {
        this.states = new ContainerStates(runtimeName, probes, messages);
        this.hostAddresses = hostAddresses;
        this.clock = clock;
    }

    /**
     * The status now.
     *
     * @param waiting why containers wait that do, by container
     */
    public PodStatus of(Pod pod, PodObservation seen, Map<String, Waiting> waiting) {
        var inits = pod.spec().initContainers();
        var initStatuses = states.of(pod, inits, seen, waiting, "PodInitializing");
        boolean initialized = initialized(pod, initStatuses, seen);
        var notYet = initialized || inits.isEmpty() ? "ContainerCreating" : "PodInitializing";
        var mainStatuses = states.of(pod, pod.spec().containers(), seen, waiting, notYet);
        var phase = phase(pod, initStatuses, mainStatuses, initialized);
        var addresses = hostAddresses.get();
        var podAddresses = pod.spec().hostNetwork()
                ? addresses
                : seen.readySandbox().map(sandbox -> sandbox.ips()).orElse(keptAddresses(pod));
        var status = pod.status()
                .withPhase(phase)
                .withHostIP(addresses.isEmpty() ? "" : addresses.get(0))
                .withHostIPs(
                        addresses.stream().map(ip -> HostIP.EMPTY.withIp(ip)).toList())
                .withPodIP(podAddresses.isEmpty() ? "" : podAddresses.get(0))
                .withPodIPs(
                        podAddresses.stream().map(ip -> PodIP.EMPTY.withIp(ip)).toList())
                .withInitContainerStatuses(initStatuses)
                .withContainerStatuses(mainStatuses)
                .withEphemeralContainerStatuses(ephemeral(pod, seen, waiting, notYet));
        if (!pod.status().hasStartTime()) {
            status = status.withStartTime(Timestamps.of(clock.now()));
        }
        if (pod.metadata().generation() > 0) {
            status = status.withObservedGeneration(pod.metadata().generation());
        }
        return withConditions(pod, status, seen, initialized, mainStatuses, phase);
    }

    /** Of these nobody asks whether they are ready. */
    private List<ContainerStatus> ephemeral(Pod pod, PodObservation seen, Map<String, Waiting> waiting, String notYet) {
        return states.of(pod, EphemeralContainers.of(pod), seen, waiting, notYet).stream()
                .map(status -> status.withReady(false).withoutStarted())
                .toList();
    }

    /** A finished pod keeps the address that it had. */
    private static List<String> keptAddresses(Pod pod) {
        return pod.status().podIPs().stream().map(PodIP::ip).toList();
    }

    /** The status of a pod that the node ends or refuses as a whole. */
    public PodStatus failed(Pod pod, PodStatus status, String reason, String message) {
        return status.withPhase("Failed").withReason(reason).withMessage(message);
    }

    private static boolean sidecar(Container container) {
        return container.restartPolicy().equals("Always");
    }

    private static boolean initialized(Pod pod, List<ContainerStatus> statuses, PodObservation seen) {
        boolean mainExist = pod.spec().containers().stream()
                .anyMatch(main -> seen.latest(main.name()).isPresent());
        if (mainExist) {
            return true;
        }
        var inits = pod.spec().initContainers();
        for (int i = 0; i < inits.size(); i++) {
            var status = statuses.get(i);
            boolean passed = sidecar(inits.get(i))
                    ? status.started()
                    : status.state().hasTerminated()
                            && status.state().terminated().exitCode() == 0;
            if (!passed) {
                return false;
            }
        }
        return true;
    }

    private static String phase(
            Pod pod, List<ContainerStatus> inits, List<ContainerStatus> mains, boolean initialized) {
        var policy = pod.spec().restartPolicy();
        if (!initialized) {
            boolean failed = policy.equals("Never")
                    && inits.stream()
                            .anyMatch(init -> init.state().hasTerminated()
                                    && init.state().terminated().exitCode() != 0);
            return failed ? "Failed" : "Pending";
        }
        int running = 0;
        int waiting = 0;
        int stopped = 0;
        int succeeded = 0;
        for (var status : mains) {
            if (status.state().hasRunning()) {
                running++;
            } else if (status.state().hasTerminated()) {
                stopped++;
                succeeded += status.state().terminated().exitCode() == 0 ? 1 : 0;
            } else if (status.lastState().hasTerminated()) {
                stopped++;
            } else {
                waiting++;
            }
        }
        if (waiting > 0) {
            return "Pending";
        }
        if (running > 0 || stopped == 0) {
            return running > 0 ? "Running" : "Pending";
        }
        return switch (policy) {
            case "Never" -> succeeded == stopped ? "Succeeded" : "Failed";
            case "OnFailure" -> succeeded == stopped ? "Succeeded" : "Running";
            default -> "Running";
        };
    }

    private PodStatus withConditions(
            Pod pod,
            PodStatus status,
            PodObservation seen,
            boolean initialized,
            List<ContainerStatus> mains,
            String phase) {
        var unready = new ArrayList<String>();
        for (var main : mains) {
            if (!main.ready()) {
                unready.add(main.name());
            }
        }
        for (int i = 0; i < pod.spec().initContainers().size(); i++) {
            var init = pod.spec().initContainers().get(i);
            if (sidecar(init) && !status.initContainerStatuses().get(i).ready()) {
                unready.add(init.name());
            }
        }
        boolean finished = phase.equals("Succeeded") || phase.equals("Failed");
        boolean ready = !finished && unready.isEmpty();
        var reason = finished
                ? (phase.equals("Succeeded") ? "PodCompleted" : "PodFailed")
                : ready ? "" : "ContainersNotReady";
        var message = ready || finished ? "" : "containers with unready status: [" + String.join(" ", unready) + "]";
        boolean sandboxReady = seen.readySandbox()
                .filter(sandbox -> pod.spec().hostNetwork() || !sandbox.ips().isEmpty())
                .isPresent();
        var conditions = new ArrayList<PodCondition>();
        conditions.add(condition(pod, "PodReadyToStartContainers", sandboxReady, "", ""));
        conditions.add(initializedCondition(pod, status, initialized, phase));
        conditions.add(readyCondition(pod, ready, reason, message));
        conditions.add(condition(pod, "ContainersReady", ready, reason, message));
        conditions.add(condition(pod, "PodScheduled", true, "", ""));
        pod.status().conditions().stream()
                .filter(other -> !OURS.contains(other.type()))
                .forEach(conditions::add);
        return status.withConditions(conditions);
    }

    private PodCondition initializedCondition(Pod pod, PodStatus status, boolean initialized, String phase) {
        if (initialized) {
            return condition(pod, "Initialized", true, phase.equals("Succeeded") ? "PodCompleted" : "", "");
        }
        var incomplete = status.initContainerStatuses().stream()
                .filter(init -> !init.ready())
                .map(ContainerStatus::name)
                .toList();
        return condition(
                pod,
                "Initialized",
                false,
                "ContainersNotInitialized",
                "containers with incomplete status: [" + String.join(" ", incomplete) + "]");
    }

    /** Readiness gates are conditions of others that must hold too. */
    private PodCondition readyCondition(Pod pod, boolean containersReady, String reason, String message) {
        if (!containersReady || pod.spec().readinessGates().isEmpty()) {
            return condition(pod, "Ready", containersReady, reason, message);
        }
        var lacking = new ArrayList<String>();
        for (var gate : pod.spec().readinessGates()) {
            boolean holds = pod.status().conditions().stream()
                    .anyMatch(other -> other.type().equals(gate.conditionType())
                            && other.status().equals("True"));
            if (!holds) {
                lacking.add("corresponding condition of pod readiness gate \"" + gate.conditionType()
                        + "\" does not exist.");
            }
        }
        return lacking.isEmpty()
                ? condition(pod, "Ready", true, "", "")
                : condition(pod, "Ready", false, "ReadinessGatesNotReady", String.join(", ", lacking));
    }

    private PodCondition condition(Pod pod, String type, boolean holds, String reason, String message) {
        var value = holds ? "True" : "False";
        var since = pod.status().conditions().stream()
                .filter(before -> before.type().equals(type) && before.status().equals(value))
                .map(PodCondition::lastTransitionTime)
                .filter(time -> !time.isEmpty())
                .findFirst()
                .orElse(Timestamps.of(clock.now()));
        var condition = PodCondition.EMPTY
                .withType(type)
                .withStatus(value)
                .withReason(reason)
                .withMessage(message)
                .withLastTransitionTime(since);
        return pod.metadata().generation() > 0
                ? condition.withObservedGeneration(pod.metadata().generation())
                : condition;
    }
}
