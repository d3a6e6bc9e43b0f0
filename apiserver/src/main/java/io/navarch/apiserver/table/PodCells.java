package io.navarch.apiserver.table;

import io.navarch.model.Timestamps;
import io.navarch.model.core.v1.Container;
import io.navarch.model.core.v1.ContainerStateTerminated;
import io.navarch.model.core.v1.ContainerStatus;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.tree.Struct;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/**
 * What the columns Ready, Status and Restarts of a pod say: one sentence about many containers. Initialisation comes first;
 * once it is over, the first container in trouble speaks for all.
 */
final class PodCells {
    private final Pod pod;
    private final Set<String> sidecars = new HashSet<>();
    private String status;
    private int total;
    private int ready;
    private int restarts;
    private int sidecarRestarts;
    private Instant lastRestart = Instant.EPOCH;
    private Instant lastSidecarRestart = Instant.EPOCH;

    private PodCells(Struct tree) {
        pod = new Pod(tree);
        status = pod.status().reason().isEmpty()
                ? pod.status().phase()
                : pod.status().reason();
        for (var condition : pod.status().conditions()) {
            if (condition.type().equals("PodScheduled") && condition.reason().equals("SchedulingGated")) {
                status = "SchedulingGated";
            }
        }
        total = pod.spec().containers().size();
        for (var container : pod.spec().initContainers()) {
            if (isSidecar(container)) {
                sidecars.add(container.name());
                total++;
            }
        }
        boolean initializing = initialization();
        if (!initializing || conditionIsTrue("Initialized")) {
            containers();
        }
        deletion();
    }

    static String ready(Struct tree, Instant now) {
        var cells = new PodCells(tree);
        return cells.ready + "/" + cells.total;
    }

    static String status(Struct tree, Instant now) {
        return new PodCells(tree).status;
    }

    static String restarts(Struct tree, Instant now) {
        var cells = new PodCells(tree);
        return cells.restarts == 0 || cells.lastRestart.equals(Instant.EPOCH)
                ? Integer.toString(cells.restarts)
                : cells.restarts + " (" + HumanDuration.of(java.time.Duration.between(cells.lastRestart, now))
                        + " ago)";
    }

    private static boolean isSidecar(Container container) {
        return container.restartPolicy().equals("Always");
    }

    /** Reads the init containers up to the first that is not done; true if there is one. */
    private boolean initialization() {
        var statuses = pod.status().initContainerStatuses();
        for (int i = 0; i < statuses.size(); i++) {
            var container = statuses.get(i);
            boolean sidecar = sidecars.contains(container.name());
            restarts += container.restartCount();
            lastRestart = later(lastRestart, container);
            if (sidecar) {
                sidecarRestarts += container.restartCount();
                lastSidecarRestart = later(lastSidecarRestart, container);
            }
            if (container.state().hasTerminated()
                    && container.state().terminated().exitCode() == 0) {
                continue;
            }
            if (sidecar && container.started()) {
                ready += container.ready() ? 1 : 0;
                continue;
            }
            status = "Init:" + initProblem(container, i);
            return true;
        }
        return false;
    }

    private String initProblem(ContainerStatus container, int index) {
        var state = container.state();
        if (state.hasTerminated()) {
            return ended(state.terminated());
        }
        var waiting = state.waiting().reason();
        return waiting.isEmpty() || waiting.equals("PodInitializing")
                ? index + "/" + pod.spec().initContainers().size()
                : waiting;
    }

    private static String ended(ContainerStateTerminated terminated) {
        if (!terminated.reason().isEmpty()) {
            return terminated.reason();
        }
        return terminated.signal() != 0 ? "Signal:" + terminated.signal() : "ExitCode:" + terminated.exitCode();
    }

    private void containers() {
        restarts = sidecarRestarts;
        lastRestart = lastSidecarRestart;
        boolean running = false;
        var statuses = pod.status().containerStatuses();
        for (int i = statuses.size() - 1; i >= 0; i--) {
            var container = statuses.get(i);
            var state = container.state();
            restarts += container.restartCount();
            lastRestart = later(lastRestart, container);
            if (!state.waiting().reason().isEmpty()) {
                status = state.waiting().reason();
            } else if (state.hasTerminated()) {
                status = ended(state.terminated());
            } else if (container.ready() && state.hasRunning()) {
                running = true;
                ready++;
            }
        }
        if (status.equals("Completed") && running) {
            status = conditionIsTrue("Ready") ? "Running" : "NotReady";
        }
    }

    private void deletion() {
        if (!pod.metadata().hasDeletionTimestamp()) {
            return;
        }
        var phase = pod.status().phase();
        if (pod.status().reason().equals("NodeLost")) {
            status = "Unknown";
        } else if (!phase.equals("Succeeded") && !phase.equals("Failed")) {
            status = "Terminating";
        }
    }

    private static Instant later(Instant known, ContainerStatus container) {
        var ended = Timestamps.instantOrEpoch(container.lastState().terminated().finishedAt());
        return ended.isAfter(known) ? ended : known;
    }

    private boolean conditionIsTrue(String type) {
        for (var condition : pod.status().conditions()) {
            if (condition.type().equals(type)) {
                return condition.status().equals("True");
            }
        }
        return false;
    }

    static String address(Struct tree, Instant now) {
        var addresses = new Pod(tree).status().podIPs();
        return addresses.isEmpty() || addresses.getFirst().ip().isEmpty()
                ? "<none>"
                : addresses.getFirst().ip();
    }

    static String readinessGates(Struct tree, Instant now) {
        var pod = new Pod(tree);
        var gates = pod.spec().readinessGates();
        if (gates.isEmpty()) {
            return "<none>";
        }
        int passed = 0;
        for (var gate : gates) {
            for (var condition : pod.status().conditions()) {
                if (condition.type().equals(gate.conditionType())) {
                    passed += condition.status().equals("True") ? 1 : 0;
                    break;
                }
            }
        }
        return passed + "/" + gates.size();
    }

    /** The conditions member of a row: a pod that has ended is marked as completed. */
    static String conditions(Struct tree) {
        return switch (new Pod(tree).status().phase()) {
            case "Succeeded" ->
                ",\"conditions\":[{\"type\":\"Completed\",\"status\":\"True\",\"reason\":\"Succeeded\","
                        + "\"message\":\"The pod has completed successfully.\"}]";
            case "Failed" ->
                ",\"conditions\":[{\"type\":\"Completed\",\"status\":\"True\",\"reason\":\"Failed\","
                        + "\"message\":\"The pod failed.\"}]";
            default -> "";
        };
    }
}
