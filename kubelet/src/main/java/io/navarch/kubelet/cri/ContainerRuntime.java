package io.navarch.kubelet.cri;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A container engine as the node agent sees it: CRI v1 as blocking calls. Implementations are thread-safe; a call blocks
 * until the engine answers, and interrupting its thread cancels it. Every failure is a
 * {@link ContainerRuntimeException}.
 *
 * <pre>
 *   sandbox:    run ──► READY ──stop──► NOT_READY ──remove──► gone
 *   container:  create ──► CREATED ──start──► RUNNING ──exit, stop──► EXITED ──remove──► gone
 * </pre>
 *
 * Stop and remove calls may be repeated: they succeed when there is nothing (left) to do.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/architecture/cri/">Container Runtime Interface</a>
 */
public interface ContainerRuntime extends ImageService, AutoCloseable {
    RuntimeVersion version();

    RuntimeStatus status();

    /** Tells the engine the node's pod CIDR, for engines that give out the pod addresses themselves. */
    void updateRuntimeConfig(String podCidr);

    /** The cgroup driver the engine uses, empty when it does not say (engines older than the call). */
    Optional<CgroupDriver> cgroupDriver();

    /**
     * Makes and starts a sandbox: network, namespaces, cgroup.
     *
     * @param runtimeHandler from the pod's RuntimeClass, empty for the default
     * @return the sandbox's id
     */
    String runPodSandbox(PodSandboxConfig config, String runtimeHandler);

    /** Ends the sandbox: kills what runs in it and gives its network back. */
    void stopPodSandbox(String podSandboxId);

    /** Removes the sandbox and its containers, stopping them if need be. */
    void removePodSandbox(String podSandboxId);

    /** The sandbox in full; {@link RpcCode#NOT_FOUND} when there is none. */
    PodSandboxStatus podSandboxStatus(String podSandboxId);

    List<PodSandbox> listPodSandboxes(PodSandboxFilter filter);

    /**
     * Makes a container in a sandbox that is ready.
     *
     * @param sandboxConfig the config the sandbox was run with
     * @return the container's id
     */
    String createContainer(String podSandboxId, ContainerConfig config, PodSandboxConfig sandboxConfig);

    void startContainer(String containerId);

    /** Asks the container's main process to end, and kills it when {@code grace} is over. Returns when it has ended. */
    void stopContainer(String containerId, Duration grace);

    /** Removes the container, killing it if it runs. */
    void removeContainer(String containerId);

    List<Container> listContainers(ContainerFilter filter);

    /** The container in full; {@link RpcCode#NOT_FOUND} when there is none. */
    ContainerStatus containerStatus(String containerId);

    /** Changes the limits of a running or created container. */
    void updateContainerResources(String containerId, LinuxContainerResources resources);

    /** Makes the engine write to a new log file after the old one was moved away. */
    void reopenContainerLog(String containerId);

    /**
     * Opens the container's log for reading.
     *
     * @param logPath as the container's status states it; an engine in memory goes by the id alone
     * @throws IOException when there is no log to be read, with upstream's words for it
     */
    LogSource openLog(String containerId, Path logPath, LogStart start) throws IOException;

    /**
     * Runs a command in a container to its end.
     *
     * @param timeout zero for none; a command that takes longer is killed and the call fails with
     *     {@link RpcCode#DEADLINE_EXCEEDED}
     */
    ExecResult execSync(String containerId, List<String> command, Duration timeout);

    /**
     * Answers a probe in the container's place, on engines whose pods cannot be reached over a network. Empty on all
     * others: the caller probes as the pod says.
     */
    default Optional<ProbeAnswer> probe(String containerId, ProbeKind kind) {
        return Optional.empty();
    }

    /**
     * A connection to a pod's port, on engines whose pods cannot be reached over a network; empty if no running pod has the
     * address, and on all other engines.
     *
     * @throws java.net.ConnectException if the pod has the address and refuses
     */
    default Optional<Socket> dial(String podAddress, int port) throws IOException {
        return Optional.empty();
    }

    StreamingEndpoint exec(ExecRequest request);

    StreamingEndpoint attach(AttachRequest request);

    StreamingEndpoint portForward(String podSandboxId, List<Integer> ports);

    /** What one container uses; {@link RpcCode#NOT_FOUND} when there is none. */
    ContainerStats containerStats(String containerId);

    /** What the running containers use; the filter's state is not looked at. */
    List<ContainerStats> listContainerStats(ContainerFilter filter);

    /** Hears of what happens to containers from now on, until the subscription is closed. */
    Subscription watchEvents(ContainerEventListener listener);

    /** Stops and removes every pod sandbox with its containers, as a node that is given up needs it. */
    default void removeAllPods() {
        for (PodSandbox sandbox : listPodSandboxes(PodSandboxFilter.ALL)) {
            stopPodSandbox(sandbox.id());
            removePodSandbox(sandbox.id());
        }
    }

    /** Lets go of the connection to the engine; the containers stay as they are. */
    @Override
    void close();
}
