package io.navarch.kubelet.cri.simulated;

import io.navarch.kubelet.cri.PodSandbox;
import io.navarch.kubelet.cri.PodSandboxConfig;
import io.navarch.kubelet.cri.PodSandboxState;
import io.navarch.kubelet.cri.PodSandboxStatus;
import java.time.Instant;
import java.util.List;

/** A sandbox of the simulated engine. Its mutable part is guarded by the engine's lock. */
final class SimulatedSandbox {
    private final String id;
    private final PodSandboxConfig config;
    private final String runtimeHandler;
    private final Instant createdAt;
    private List<String> ips;
    private boolean ready = true;

    SimulatedSandbox(String id, PodSandboxConfig config, String runtimeHandler, Instant createdAt, List<String> ips) {
        this.id = id;
        this.config = config;
        this.runtimeHandler = runtimeHandler;
        this.createdAt = createdAt;
        this.ips = ips;
    }

    /** Another one in the same state. */
    SimulatedSandbox copy() {
        var copy = new SimulatedSandbox(id, config, runtimeHandler, createdAt, ips);
        copy.ready = ready;
        return copy;
    }

    String id() {
        return id;
    }

    PodSandboxConfig config() {
        return config;
    }

    List<String> ips() {
        return ips;
    }

    boolean ready() {
        return ready;
    }

    /** Ends the sandbox; answers the addresses it gives back. */
    List<String> stop() {
        var given = ips;
        ips = List.of();
        ready = false;
        return given;
    }

    PodSandboxState state() {
        return ready ? PodSandboxState.READY : PodSandboxState.NOT_READY;
    }

    PodSandbox listed() {
        return new PodSandbox(
                id, config.metadata(), state(), createdAt, config.labels(), config.annotations(), runtimeHandler);
    }

    PodSandboxStatus status() {
        return new PodSandboxStatus(
                id,
                config.metadata(),
                state(),
                createdAt,
                ips,
                config.securityContext().namespaces(),
                config.labels(),
                config.annotations(),
                runtimeHandler);
    }

    /** The name by which an engine keeps two of the same apart. */
    static String reservedName(PodSandboxConfig config) {
        var metadata = config.metadata();
        return metadata.name() + "_" + metadata.namespace() + "_" + metadata.uid() + "_" + metadata.attempt();
    }
}
