package io.navarch.kubelet.probe;

import io.navarch.kubelet.container.Expansion;
import io.navarch.kubelet.cri.ContainerRuntime;
import io.navarch.kubelet.cri.ContainerRuntimeException;
import io.navarch.kubelet.cri.ExecResult;
import io.navarch.kubelet.cri.ProbeKind;
import io.navarch.kubelet.cri.RpcCode;
import io.navarch.kubelet.dial.Deadline;
import io.navarch.kubelet.dial.Dialer;
import io.navarch.kubelet.dial.HttpGet;
import io.navarch.kubelet.dial.PodPort;
import io.navarch.model.core.v1.Container;
import io.navarch.model.core.v1.EnvVar;
import io.navarch.model.core.v1.GRPCAction;
import io.navarch.model.core.v1.HTTPGetAction;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.Probe;
import io.navarch.model.core.v1.TCPSocketAction;
import io.navarch.runtime.Clock;
import io.navarch.runtime.NetworkContext;
import io.navarch.streaming.upgrade.HeaderFields;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Makes single probes, on the caller's thread. Thread-safe. */
final class Prober {
    private static final int TRIES = 3;
    private static final int LONGEST_OUTPUT = 10 * 1024;
    private static final String USER_AGENT = "kube-probe/1.36";

    private final ContainerRuntime runtime;
    private final Dialer dialer;
    private final HttpGet http;
    private final Clock clock;
    private final GrpcHealth grpc;

    Prober(ContainerRuntime runtime, NetworkContext network, Clock clock) {
        this.runtime = runtime;
        this.dialer = new Dialer(network, runtime);
        this.http = new HttpGet(dialer);
        this.grpc = new GrpcHealth(dialer);
        this.clock = clock;
    }

    /** Makes the probe; one that could not be made is tried again at once. */
    Outcome probe(Pod pod, Container container, String containerId, ProbeKind kind, Probe probe) {
        var outcome = Outcome.errored("");
        for (int tries = 0; tries < TRIES && outcome.result() == Outcome.Result.ERRORED; tries++) {
            outcome = once(pod, container, containerId, kind, probe);
        }
        return outcome;
    }

    private Outcome once(Pod pod, Container container, String containerId, ProbeKind kind, Probe probe) {
        var timeout = Duration.ofSeconds(Math.max(1, probe.timeoutSeconds()));
        try {
            var answered = runtime.probe(containerId, kind);
            if (answered.isPresent()) {
                return answered.get().success()
                        ? Outcome.SUCCESS
                        : Outcome.failure(answered.get().output());
            }
            if (probe.hasExec()) {
                return exec(container, containerId, probe.exec().command(), timeout);
            }
            try (var deadline = new Deadline(clock, timeout)) {
                if (probe.hasHttpGet()) {
                    return httpGet(pod, container, probe.httpGet(), deadline);
                }
                if (probe.hasTcpSocket()) {
                    return tcpSocket(pod, container, probe.tcpSocket(), deadline);
                }
                if (probe.hasGrpc()) {
                    return grpc(pod, probe.grpc(), deadline);
                }
            }
            return Outcome.errored("missing probe handler for " + pod.name() + "_" + pod.namespace() + "(" + pod.uid()
                    + "):" + container.name());
        } catch (ContainerRuntimeException | IllegalArgumentException e) {
            return Outcome.errored(String.valueOf(e.getMessage()));
        }
    }

    private Outcome exec(Container container, String containerId, List<String> command, Duration timeout) {
        var values = container.env().stream()
                .filter(variable -> !variable.value().isEmpty())
                .collect(Collectors.toMap(EnvVar::name, EnvVar::value, (first, last) -> last));
        var words = command.stream().map(word -> Expansion.expand(word, values)).toList();
        try {
            var result = runtime.execSync(containerId, words, timeout);
            return result.exitCode() == 0 ? Outcome.SUCCESS : Outcome.failure(output(result));
        } catch (ContainerRuntimeException e) {
            if (e.code() == RpcCode.DEADLINE_EXCEEDED) {
                return Outcome.failure("command timed out: \"" + String.join(" ", words) + "\" timed out after "
                        + timeout.toSeconds() + "s");
            }
            throw e;
        }
    }

    private static String output(ExecResult result) {
        var text = result.stdoutText() + result.stderrText();
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        return bytes.length <= LONGEST_OUTPUT ? text : new String(bytes, 0, LONGEST_OUTPUT, StandardCharsets.UTF_8);
    }

    private Outcome httpGet(Pod pod, Container container, HTTPGetAction action, Deadline deadline) {
        var scheme = action.scheme().isEmpty() ? "http" : action.scheme().toLowerCase(Locale.ROOT);
        var host = action.host().isEmpty() ? pod.status().podIP() : action.host();
        var url = HttpGet.url(scheme, host, PodPort.of(action.port(), container), action.path());
        try {
            var reply = http.get(url, headers(action), deadline);
            if (reply.status() >= 200 && reply.status() < 300) {
                return Outcome.SUCCESS;
            }
            if (reply.status() >= 300 && reply.status() < 400) {
                return new Outcome(
                        Outcome.Result.WARNING, "Probe terminated redirects, Response body: " + reply.text());
            }
            return Outcome.failure("HTTP probe failed with statuscode: " + reply.status());
        } catch (IOException e) {
            return Outcome.failure(String.valueOf(e.getMessage()));
        }
    }

    private static HeaderFields headers(HTTPGetAction action) {
        var headers = HeaderFields.none();
        for (var header : action.httpHeaders()) {
            headers = headers.with(header.name(), header.value());
        }
        if (headers.first("User-Agent").isEmpty()) {
            headers = headers.with("User-Agent", USER_AGENT);
        }
        return headers.first("Accept").isEmpty() ? headers.with("Accept", "*/*") : headers;
    }

    private Outcome tcpSocket(Pod pod, Container container, TCPSocketAction action, Deadline deadline) {
        var host = action.host().isEmpty() ? pod.status().podIP() : action.host();
        int port = PodPort.of(action.port(), container);
        try (var connected = dialer.connect(host, port, deadline)) {
            return connected.isConnected() ? Outcome.SUCCESS : Outcome.failure("not connected");
        } catch (IOException e) {
            return Outcome.failure(String.valueOf(e.getMessage()));
        }
    }

    private Outcome grpc(Pod pod, GRPCAction action, Deadline deadline) {
        return grpc.check(pod.status().podIP(), action.port(), action.service(), deadline);
    }
}
