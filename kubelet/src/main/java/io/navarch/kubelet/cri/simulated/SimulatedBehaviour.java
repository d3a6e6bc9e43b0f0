package io.navarch.kubelet.cri.simulated;

import io.navarch.kubelet.cri.ContainerConfig;
import io.navarch.kubelet.cri.ContainerRuntimeException;
import io.navarch.kubelet.cri.ExecResult;
import io.navarch.kubelet.cri.PodSandboxConfig;
import io.navarch.kubelet.cri.ProbeAnswer;
import io.navarch.kubelet.cri.ProbeKind;
import io.navarch.kubelet.cri.SessionStreams;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the programs in a simulated engine's containers do, where a test wants more than annotations can say. Every method
 * has the ordinary behaviour as its default. Called without locks held, on the thread of the caller or, for what happens
 * by time, of the clock; must not block there except in {@link #stop}, {@link #exec}, {@link #session} and {@link #connection}.
 */
public interface SimulatedBehaviour {
    /** Nothing out of the ordinary. */
    SimulatedBehaviour ORDINARY = new SimulatedBehaviour() {};

    /**
     * An image is about to be pulled; throwing makes the pull fail with just that.
     *
     * @param image the name as it was asked for
     */
    default void onPull(String image, @Nullable PodSandboxConfig pod) throws ContainerRuntimeException {}

    /** What a container that is being created will do. */
    default ContainerScript script(ContainerConfig container, PodSandboxConfig pod) {
        return ContainerScript.of(container, pod);
    }

    /** Whether the container's configuration is to be kept with its environment, which costs memory. */
    default boolean keepsEnvironment(ContainerConfig container) {
        return false;
    }

    /** A container has started. */
    default void onStart(String image, SimulatedContainer container) {}

    /** A container has ended, whatever the cause. */
    default void onEnd(SimulatedContainer container) {}

    /**
     * A container is asked to end. Blocks for as long as it takes, but no longer than the grace; a container that then still
     * runs is killed.
     *
     * @return false to let the container's script say how it ends
     */
    default boolean stop(SimulatedContainer container, Duration grace) throws InterruptedException {
        return false;
    }

    /** The answer of a command run in a container; empty for what {@link CommandScript} makes of it. */
    default Optional<ExecResult> exec(SimulatedContainer container, List<String> command) {
        return Optional.empty();
    }

    /** The files of the container's volumes as far as they are known, by absolute path. */
    default Map<String, byte[]> files(SimulatedContainer container) {
        return Map.of();
    }

    /** A command run in a container with its streams connected; answers its exit code. */
    default int session(SimulatedContainer container, List<String> command, SessionStreams streams)
            throws IOException, InterruptedException {
        return SimulatedSession.run(this, container, command, streams);
    }

    /**
     * Opens a connection to a server that stands for a pod's port; empty to serve the connection by {@link #connection}.
     *
     * @throws java.net.ConnectException if nothing takes connections there
     */
    default Optional<Socket> dial(PodSandboxConfig pod, int port) throws IOException {
        return Optional.empty();
    }

    /** A connection to a port of a pod. */
    default void connection(PodSandboxConfig pod, SessionStreams streams) throws IOException, InterruptedException {
        SimulatedSession.answerHttp(pod, streams);
    }

    /** Whether probes of the container are made as the pod says, over {@link #dial} and {@link #exec}. */
    default boolean isProbed(SimulatedContainer container, ProbeKind kind) {
        return false;
    }

    /** What a probe of a running container finds; empty for what its script says. */
    default Optional<ProbeAnswer> probe(SimulatedContainer container, ProbeKind kind) {
        return Optional.empty();
    }
}
