package io.navarch.kubelet.server;

import io.navarch.kubelet.cri.ContainerRuntime;
import io.navarch.kubelet.cri.ContainerState;
import io.navarch.kubelet.cri.ContainerStatus;
import io.navarch.kubelet.pod.PodObservation;
import io.navarch.model.core.v1.Pod;
import io.navarch.streaming.remotecommand.RemoteCommandOptions;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Stream;

/** The pods and containers that requests name. */
final class Targets {
    private final PodDirectory pods;
    private final ContainerRuntime runtime;

    Targets(PodDirectory pods, ContainerRuntime runtime) {
        this.pods = pods;
        this.runtime = runtime;
    }

    /** A request that cannot be served; the message is the answer. */
    static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1;

        private final int status;

        RefusedException(int status, String message) {
            super(message, null, false, false);
            this.status = status;
        }

        void answer(Exchange exchange) throws IOException {
            exchange.text(status, String.valueOf(getMessage()));
        }
    }

    Optional<Pod> pod(String namespace, String name) {
        return pods.pod(namespace, name);
    }

    Pod podOrRefuse(String namespace, String name) throws RefusedException {
        return pod(namespace, name).orElseThrow(() -> new RefusedException(404, "pod does not exist"));
    }

    PodObservation observe(Pod pod) {
        return PodObservation.of(runtime, pod.uid());
    }

    Optional<ContainerStatus> running(Pod pod, String container) {
        return observe(pod).latest(container).filter(found -> found.state() == ContainerState.RUNNING);
    }

    static boolean hasContainer(Pod pod, String name) {
        return Stream.of(
                        pod.spec().containers().stream().map(container -> container.name()),
                        pod.spec().initContainers().stream().map(container -> container.name()),
                        pod.spec().ephemeralContainers().stream().map(container -> container.name()))
                .flatMap(names -> names)
                .anyMatch(name::equals);
    }

    static boolean hasTerminal(Pod pod, String name) {
        return Stream.of(
                        pod.spec().containers().stream()
                                .filter(c -> c.name().equals(name))
                                .map(c -> c.tty()),
                        pod.spec().initContainers().stream()
                                .filter(c -> c.name().equals(name))
                                .map(c -> c.tty()),
                        pod.spec().ephemeralContainers().stream()
                                .filter(c -> c.name().equals(name))
                                .map(c -> c.tty()))
                .flatMap(answers -> answers)
                .anyMatch(tty -> tty);
    }

    /** Which streams the request wants. */
    static RemoteCommandOptions options(HttpRequest request) throws RefusedException {
        var options = new RemoteCommandOptions(
                request.flag("input"), request.flag("output"), request.flag("error"), request.flag("tty"));
        if (!options.stdin() && !options.stdout() && !options.stderr()) {
            throw new RefusedException(400, "you must specify at least 1 of stdin, stdout, stderr");
        }
        return options;
    }
}
