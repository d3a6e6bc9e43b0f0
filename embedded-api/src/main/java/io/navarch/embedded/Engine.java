package io.navarch.embedded;

import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * What runs the pods of the cluster's nodes. As it comes, nothing runs: containers start, print what a simple command would
 * print ({@code echo}, {@code sleep}, {@code exit} …), are ready, and live until they are stopped, and pods script them by
 * annotations ({@code simulated.navarch.io/exit-code} and others, see the guide of the simulated engine). Here a test puts code
 * of its own, servers of its own, or processes in their place.
 *
 * <p>What is said holds for containers that start from then on. An image is named as in pods: {@code nginx} means every tag of
 * {@code nginx}, {@code nginx:1.27} that tag alone, and {@code *} stands for any characters. What was said last comes first.
 *
 * <pre>{@code
 * cluster.engine().onStart("registry.example/worker", container -> {
 *     container.print("working on " + container.env().get("TASK"));
 *     container.sleep(Duration.ofMinutes(5));      // of the cluster's time
 *     container.exit(container.file("/etc/worker/fail").isPresent() ? 1 : 0);
 * });
 * }</pre>
 */
public interface Engine {
    /** Runs the program in every container of the image, instead of what the container's command says. */
    Engine onStart(String image, ContainerProgram program);

    /**
     * Lets the server answer at the port of every pod with a container of the image: port-forwards, proxied requests, HTTP, TCP
     * and gRPC probes. Other ports of the pod then refuse connections.
     */
    Engine serve(String image, int port, InetSocketAddress server);

    /**
     * Runs containers of the image as processes of this machine: their command with their environment, their output as the log,
     * their exit code; they are sent SIGTERM when they are to stop and are killed when the grace is over. A process finds the
     * files of its ConfigMaps, Secrets and token below the directory {@code $NAVARCH_ROOT}, and a kubeconfig of its service
     * account as {@code $KUBECONFIG}. Connections to a declared container port go to the port of this machine that {@code
     * $NAVARCH_PORT_<port>} says, if something listens there, else to the same port. A container without a command is simulated.
     */
    Engine process(String image);

    /** Runs containers of all images as processes. */
    default Engine process() {
        return process("*");
    }

    /** Lets pulls of the image fail with that message, until {@link #forget}: ErrImagePull, then ImagePullBackOff. */
    Engine failPulls(String image, String message);

    /** Forgets what was said of exactly this image. */
    Engine forget(String image);

    /** The newest container of that name in the pod, if it has been started and not removed. */
    Optional<ContainerHandle> container(String namespace, String pod, String container);
}
