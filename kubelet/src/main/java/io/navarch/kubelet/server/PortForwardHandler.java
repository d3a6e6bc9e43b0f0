package io.navarch.kubelet.server;

import io.navarch.kubelet.cri.ContainerRuntime;
import io.navarch.kubelet.cri.ContainerRuntimeException;
import io.navarch.kubelet.cri.SessionStreams;
import io.navarch.kubelet.cri.StreamingEndpoint;
import io.navarch.kubelet.server.Targets.RefusedException;
import io.navarch.model.core.v1.Pod;
import io.navarch.runtime.NetworkContext;
import io.navarch.streaming.Duplex;
import io.navarch.streaming.MemoryDuplex;
import io.navarch.streaming.SocketDuplex;
import io.navarch.streaming.portforward.ForwardedPod;
import io.navarch.streaming.portforward.PortConnector;
import io.navarch.streaming.portforward.PortForward;
import io.navarch.streaming.portforward.SpdyPortForwardServer;
import io.navarch.streaming.portforward.WebSocketPortForwardServer;
import io.navarch.streaming.remotecommand.CommandProtocol;
import io.navarch.streaming.spdy.SpdySession;
import io.navarch.streaming.websocket.WebSocketDuplex;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers {@code /portForward/NAMESPACE/POD[/UID]}. */
final class PortForwardHandler implements Handler {
    private static final Logger LOG = LoggerFactory.getLogger(PortForwardHandler.class);

    private final Targets targets;
    private final ContainerRuntime runtime;
    private final NetworkContext network;

    PortForwardHandler(Targets targets, ContainerRuntime runtime, NetworkContext network) {
        this.targets = targets;
        this.runtime = runtime;
        this.network = network;
    }

    @Override
    public void handle(Exchange exchange) throws IOException, InterruptedException {
        var request = exchange.request();
        try {
            var pod = targets.podOrRefuse(request.part(1), request.part(2));
            if (!request.part(3).isEmpty() && !request.part(3).equals(pod.uid())) {
                throw new RefusedException(404, "pod not found");
            }
            var sandbox = targets.observe(pod)
                    .readySandbox()
                    .orElseThrow(() -> new RefusedException(
                            500, "failed to find sandbox for pod \"" + pod.name() + "_" + pod.namespace() + "\""))
                    .id();
            var ports = ports(request);
            switch (runtime.portForward(sandbox, ports)) {
                case StreamingEndpoint.Remote remote -> Upgrades.forward(exchange, remote.url(), network);
                case StreamingEndpoint.InProcess local -> serve(exchange, pod, sandbox, ports);
            }
        } catch (RefusedException e) {
            e.answer(exchange);
        } catch (ContainerRuntimeException e) {
            CommandHandler.answer(exchange, e);
        }
    }

    private static List<Integer> ports(HttpRequest request) throws RefusedException {
        var stated = request.parameters("port");
        try {
            return stated.isEmpty() ? List.of() : WebSocketPortForwardServer.ports(stated);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(400, String.valueOf(e.getMessage()));
        }
    }

    private void serve(Exchange exchange, Pod pod, String sandbox, List<Integer> ports)
            throws IOException, InterruptedException {
        var named = new ForwardedPod(pod.name() + "_" + pod.namespace(), pod.uid());
        PortConnector connector = port -> connect(sandbox, port);
        switch (Upgrades.kind(exchange)) {
            case NONE -> Upgrades.refuse(exchange);
            case SPDY -> {
                var agreed = Upgrades.spdy(exchange, List.of(PortForward.PROTOCOL));
                if (agreed.isPresent()) {
                    SpdyPortForwardServer.serve(SpdySession.server(agreed.get().connection()), named, connector);
                }
            }
            case WEBSOCKET -> {
                var supported = new ArrayList<>(List.of(PortForward.TUNNEL_SUBPROTOCOL));
                supported.addAll(WebSocketPortForwardServer.SUBPROTOCOLS);
                var agreed = Upgrades.webSocket(exchange, supported);
                if (agreed.isEmpty()) {
                    return;
                }
                var socket = agreed.get().connection();
                var protocol = agreed.get().protocol();
                if (protocol.equals(PortForward.TUNNEL_SUBPROTOCOL)) {
                    SpdyPortForwardServer.serve(SpdySession.server(new WebSocketDuplex(socket)), named, connector);
                } else {
                    WebSocketPortForwardServer.serve(
                            socket, CommandProtocol.isBase64(protocol), ports, named, connector);
                }
            }
        }
    }

    private Optional<Socket> dial(String sandbox, String address, int port) throws IOException {
        try {
            return runtime.dial(address, port);
        } catch (IOException e) {
            throw new IOException(
                    "failed to connect to localhost:" + port + " inside namespace \"" + sandbox
                            + "\", IPv4: dial tcp4 127.0.0.1:" + port + ": connect: connection refused",
                    e);
        }
    }

    /** A connection to a pod that lives in this process. */
    private Duplex connect(String sandbox, int port) throws IOException {
        StreamingEndpoint endpoint;
        try {
            endpoint = runtime.portForward(sandbox, List.of(port));
        } catch (ContainerRuntimeException e) {
            throw new IOException(e.description(), e);
        }
        if (!(endpoint instanceof StreamingEndpoint.InProcess local)) {
            throw new IOException("the engine changed its mind");
        }
        var ips = runtime.podSandboxStatus(sandbox).ips();
        var dialled = ips.isEmpty() ? Optional.<Socket>empty() : dial(sandbox, ips.getFirst(), port);
        if (dialled.isPresent()) {
            return new SocketDuplex(dialled.get());
        }
        var pair = MemoryDuplex.connect();
        Thread.ofVirtual().name("portforward-pod").start(() -> {
            try (var inside = pair.right()) {
                var streams =
                        new SessionStreams(inside.input(), inside.output(), OutputStream.nullOutputStream(), port);
                local.handler().serve(streams);
                inside.closeOutput();
            } catch (IOException e) {
                LOG.debug("a forwarded connection broke: {}", e.toString());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        return pair.left();
    }
}
