package io.navarch.kubelet.server;

import io.navarch.kubelet.cri.AttachRequest;
import io.navarch.kubelet.cri.ContainerRuntime;
import io.navarch.kubelet.cri.ContainerRuntimeException;
import io.navarch.kubelet.cri.ExecRequest;
import io.navarch.kubelet.cri.RpcCode;
import io.navarch.kubelet.cri.SessionStreams;
import io.navarch.kubelet.cri.StreamingEndpoint;
import io.navarch.kubelet.cri.StreamingEndpoint.StreamHandler;
import io.navarch.kubelet.server.Targets.RefusedException;
import io.navarch.runtime.NetworkContext;
import io.navarch.streaming.remotecommand.CommandProtocol;
import io.navarch.streaming.remotecommand.CommandStatus;
import io.navarch.streaming.remotecommand.RemoteCommandOptions;
import io.navarch.streaming.remotecommand.RemoteCommandStreams;
import io.navarch.streaming.spdy.SpdySession;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Answers {@code /exec}, {@code /attach} and {@code /run}: {@code /exec/NAMESPACE/POD[/UID]/CONTAINER}. Streams go to the
 * engine's own server, or to an engine within this process.
 */
final class CommandHandler {
    private static final int WITH_UID = 5;

    private final Targets targets;
    private final ContainerRuntime runtime;
    private final NetworkContext network;

    CommandHandler(Targets targets, ContainerRuntime runtime, NetworkContext network) {
        this.targets = targets;
        this.runtime = runtime;
        this.network = network;
    }

    private record Named(String namespace, String pod, String uid, String container) {
        static Named in(HttpRequest request) {
            boolean withUid = request.path().size() >= WITH_UID;
            return new Named(
                    request.part(1), request.part(2), withUid ? request.part(3) : "", request.part(withUid ? 4 : 3));
        }
    }

    void exec(Exchange exchange) throws IOException, InterruptedException {
        try {
            var options = Targets.options(exchange.request());
            var named = Named.in(exchange.request());
            targets.podOrRefuse(named.namespace(), named.pod());
            var id = runningContainer(named);
            var command = exchange.request().parameters("command");
            var endpoint = runtime.exec(
                    new ExecRequest(id, command, options.tty(), options.stdin(), options.stdout(), options.stderr()));
            connect(exchange, endpoint, options);
        } catch (RefusedException e) {
            e.answer(exchange);
        } catch (ContainerRuntimeException e) {
            answer(exchange, e);
        }
    }

    void attach(Exchange exchange) throws IOException, InterruptedException {
        try {
            var options = Targets.options(exchange.request());
            var named = Named.in(exchange.request());
            var pod = targets.podOrRefuse(named.namespace(), named.pod());
            var full = named.pod() + "_" + named.namespace();
            var id = targets.running(pod, named.container())
                    .orElseThrow(() ->
                            new RefusedException(500, "container " + named.container() + " not found in pod " + full))
                    .id();
            // Whether the process has a terminal was settled when it began.
            boolean tty = Targets.hasTerminal(pod, named.container());
            var request = new AttachRequest(id, tty, options.stdin(), options.stdout(), options.stderr() && !tty);
            connect(exchange, runtime.attach(request), options);
        } catch (RefusedException e) {
            e.answer(exchange);
        } catch (ContainerRuntimeException e) {
            answer(exchange, e);
        }
    }

    /** Runs a command to its end and answers what it printed. */
    void run(Exchange exchange) throws IOException {
        try {
            var named = Named.in(exchange.request());
            targets.podOrRefuse(named.namespace(), named.pod());
            var command = exchange.request().parameter("cmd").orElse("").split(" ");
            var result = runtime.execSync(runningContainer(named), List.of(command), Duration.ZERO);
            var output = result.stdoutText() + result.stderrText();
            if (result.exitCode() != 0) {
                exchange.text(
                        500,
                        "command '" + String.join(" ", command) + "' exited with " + result.exitCode() + ": " + output);
                return;
            }
            exchange.text(200, output);
        } catch (RefusedException e) {
            e.answer(exchange);
        } catch (ContainerRuntimeException e) {
            answer(exchange, e);
        }
    }

    private String runningContainer(Named named) throws RefusedException {
        var refusal = new RefusedException(500, "container not found (\"" + named.container() + "\")");
        var pod = targets.podOrRefuse(named.namespace(), named.pod());
        if (!named.uid().isEmpty() && !named.uid().equals(pod.uid())) {
            throw refusal;
        }
        return targets.running(pod, named.container())
                .orElseThrow(() -> refusal)
                .id();
    }

    static void answer(Exchange exchange, ContainerRuntimeException e) throws IOException {
        if (exchange.answered()) {
            throw new IOException("the engine failed within an answer", e);
        }
        int status = e.code() == RpcCode.NOT_FOUND ? 404 : e.code() == RpcCode.RESOURCE_EXHAUSTED ? 429 : 500;
        exchange.text(status, String.valueOf(e.getMessage()));
    }

    private void connect(Exchange exchange, StreamingEndpoint endpoint, RemoteCommandOptions options)
            throws IOException, InterruptedException {
        switch (endpoint) {
            case StreamingEndpoint.Remote remote -> Upgrades.forward(exchange, remote.url(), network);
            case StreamingEndpoint.InProcess local -> serve(exchange, local.handler(), options);
        }
    }

    private static void serve(Exchange exchange, StreamHandler handler, RemoteCommandOptions options)
            throws IOException, InterruptedException {
        switch (Upgrades.kind(exchange)) {
            case NONE -> Upgrades.refuse(exchange);
            case SPDY -> {
                var agreed = Upgrades.spdy(exchange, CommandProtocol.OVER_SPDY);
                if (agreed.isPresent()) {
                    var protocol =
                            CommandProtocol.named(agreed.get().protocol()).orElseThrow();
                    var session = SpdySession.server(agreed.get().connection());
                    serve(RemoteCommandStreams.over(session, protocol, options), handler);
                }
            }
            case WEBSOCKET -> {
                var agreed = Upgrades.webSocket(exchange, CommandProtocol.OVER_WEBSOCKET);
                if (agreed.isPresent()) {
                    serve(
                            RemoteCommandStreams.over(
                                    agreed.get().connection(), agreed.get().protocol(), options),
                            handler);
                }
            }
        }
    }

    private static void serve(RemoteCommandStreams streams, StreamHandler handler) throws InterruptedException {
        try (streams) {
            streams.onDisconnect(Thread.currentThread()::interrupt);
            int code = handler.serve(new SessionStreams(streams.stdin(), streams.stdout(), streams.stderr(), 0));
            streams.finish(CommandStatus.exited(code));
        } catch (IOException | ContainerRuntimeException e) {
            streams.finish(CommandStatus.internalError("error executing command in container: " + e.getMessage()));
        }
    }
}
