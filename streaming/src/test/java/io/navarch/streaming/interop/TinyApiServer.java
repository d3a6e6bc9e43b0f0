package io.navarch.streaming.interop;

import io.navarch.streaming.Closing;
import io.navarch.streaming.Duplex;
import io.navarch.streaming.SocketDuplex;
import io.navarch.streaming.Tunnel;
import io.navarch.streaming.portforward.ForwardedPod;
import io.navarch.streaming.portforward.PortForward;
import io.navarch.streaming.portforward.SpdyPortForwardServer;
import io.navarch.streaming.remotecommand.CommandProtocol;
import io.navarch.streaming.remotecommand.RemoteCommand;
import io.navarch.streaming.remotecommand.RemoteCommandOptions;
import io.navarch.streaming.remotecommand.RemoteCommandStreams;
import io.navarch.streaming.remotecommand.StreamTranslator;
import io.navarch.streaming.spdy.SpdySession;
import io.navarch.streaming.upgrade.HeaderFields;
import io.navarch.streaming.upgrade.UpgradeClient;
import io.navarch.streaming.upgrade.UpgradeRequest;
import io.navarch.streaming.upgrade.UpgradeResponse;
import io.navarch.streaming.upgrade.UpgradeTarget;
import io.navarch.streaming.websocket.WebSocket;
import io.navarch.streaming.websocket.WebSocketDuplex;
import io.navarch.streaming.websocket.WebSocketHandshake;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Optional;

/**
 * Just enough of an API server, and of the kubelet behind it, for kubectl exec, attach, cp and port-forward: one running
 * pod whose commands are processes of the test's machine. WebSocket commands are translated to SPDY and sent to the
 * "kubelet" through an upgrade of our own, as an API server does; SPDY goes through a byte tunnel.
 */
final class TinyApiServer implements AutoCloseable {
    private static final String POD =
            "{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"p\",\"namespace\":"
                    + "\"default\",\"uid\":\"u\"},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\",\"stdin\":true}]},"
                    + "\"status\":{\"phase\":\"Running\",\"containerStatuses\":[{\"name\":\"c\",\"ready\":true,\"state\":"
                    + "{\"running\":{}}}]}}";
    private static final String CORE = "{\"kind\":\"APIResourceList\",\"groupVersion\":\"v1\",\"resources\":[{\"name\":"
            + "\"pods\",\"singularName\":\"pod\",\"namespaced\":true,\"kind\":\"Pod\",\"verbs\":[\"get\",\"list\"],"
            + "\"shortNames\":[\"po\"]}]}";

    private final ServerSocket listener;
    private final int forwardedPort;
    private final UpgradeClient upgrades = new UpgradeClient();

    TinyApiServer(int forwardedPort) throws IOException {
        this.forwardedPort = forwardedPort;
        this.listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        Thread.ofVirtual().start(this::listen);
    }

    int port() {
        return listener.getLocalPort();
    }

    private void listen() {
        try {
            while (true) {
                Socket socket = listener.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            BufferedInputStream in = new BufferedInputStream(socket.getInputStream());
            for (var next = Exchange.read(socket, in); next.isPresent(); next = Exchange.read(socket, in)) {
                handle(next.get());
            }
        } catch (IOException e) {
            System.getLogger("test").log(System.Logger.Level.DEBUG, "connection ended: {0}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void handle(Exchange exchange) throws IOException, InterruptedException {
        String pod = "/api/v1/namespaces/default/pods/p";
        switch (exchange.path) {
            case "/api" -> exchange.json(200, "{\"kind\":\"APIVersions\",\"versions\":[\"v1\"]}");
            case "/apis" -> exchange.json(200, "{\"kind\":\"APIGroupList\",\"apiVersion\":\"v1\",\"groups\":[]}");
            case "/api/v1" -> exchange.json(200, CORE);
            case "/api/v1/namespaces/default/pods/p" -> exchange.json(200, POD);
            case "/api/v1/namespaces/default/pods/p/exec", "/api/v1/namespaces/default/pods/p/attach" ->
                command(exchange, "/kubelet" + exchange.path.substring(pod.length()) + "?" + exchange.query);
            case "/api/v1/namespaces/default/pods/p/portforward" -> portForward(exchange);
            case "/kubelet/exec", "/kubelet/attach" -> kubeletCommand(exchange);
            case "/kubelet/portforward" -> kubeletPortForward(exchange);
            default ->
                exchange.json(404, "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"code\":404}");
        }
    }

    // What an API server does.

    private void command(Exchange exchange, String backendPath) throws IOException, InterruptedException {
        List<String> offered = WebSocketHandshake.protocols(exchange.headers.values("X-Stream-Protocol-Version"));
        if (!isWebSocket(exchange)) {
            tunnel(exchange, UpgradeRequest.spdy(backendPath, offered));
            return;
        }
        Optional<String> subprotocol = subprotocol(exchange, CommandProtocol.OVER_WEBSOCKET);
        if (subprotocol.isEmpty()) {
            exchange.json(400, "{}");
            return;
        }
        var backend = (UpgradeResponse.Upgraded)
                upgrades.upgrade(self(), UpgradeRequest.spdy(backendPath, List.of(CommandProtocol.V4.text())));
        var options = options(exchange);
        RemoteCommand back = RemoteCommand.over(SpdySession.client(backend.connection()), CommandProtocol.V4, options);
        WebSocket socket = WebSocket.server(acceptWebSocket(exchange, subprotocol.get()));
        StreamTranslator.run(RemoteCommandStreams.over(socket, subprotocol.get(), options), back);
    }

    private void portForward(Exchange exchange) throws IOException {
        UpgradeRequest request = UpgradeRequest.spdy("/kubelet/portforward", List.of(PortForward.PROTOCOL));
        if (!isWebSocket(exchange)) {
            tunnel(exchange, request);
            return;
        }
        var backend = (UpgradeResponse.Upgraded) upgrades.upgrade(self(), request);
        WebSocket socket = WebSocket.server(acceptWebSocket(exchange, PortForward.TUNNEL_SUBPROTOCOL));
        Tunnel.join(new WebSocketDuplex(socket), backend.connection());
    }

    private void tunnel(Exchange exchange, UpgradeRequest request) throws IOException {
        var backend = (UpgradeResponse.Upgraded) upgrades.upgrade(self(), request);
        HeaderFields answer = HeaderFields.none()
                .with("Upgrade", "SPDY/3.1")
                .with("X-Stream-Protocol-Version", backend.headers().values("X-Stream-Protocol-Version"));
        Tunnel.join(exchange.switchProtocols(answer), backend.connection());
    }

    private UpgradeTarget self() {
        return UpgradeTarget.plain("127.0.0.1", port());
    }

    private static boolean isWebSocket(Exchange exchange) {
        return exchange.headers.first("Upgrade").orElse("").equalsIgnoreCase("websocket");
    }

    private static Optional<String> subprotocol(Exchange exchange, List<String> supported) {
        List<String> offered = WebSocketHandshake.protocols(exchange.headers.values("Sec-WebSocket-Protocol"));
        return offered.isEmpty() ? Optional.of("") : WebSocketHandshake.choose(offered, supported);
    }

    private static Duplex acceptWebSocket(Exchange exchange, String subprotocol) throws IOException {
        String key = exchange.headers.first("Sec-WebSocket-Key").orElse("");
        HeaderFields answer = HeaderFields.none()
                .with("Upgrade", "websocket")
                .with("Sec-WebSocket-Accept", WebSocketHandshake.accept(key));
        return exchange.switchProtocols(
                subprotocol.isEmpty() ? answer : answer.with("Sec-WebSocket-Protocol", subprotocol));
    }

    private static RemoteCommandOptions options(Exchange exchange) {
        return new RemoteCommandOptions(
                exchange.flag("stdin"), exchange.flag("stdout"), exchange.flag("stderr"), exchange.flag("tty"));
    }

    // What a kubelet does.

    private void kubeletCommand(Exchange exchange) throws IOException, InterruptedException {
        List<String> offered = WebSocketHandshake.protocols(exchange.headers.values("X-Stream-Protocol-Version"));
        String chosen =
                WebSocketHandshake.choose(offered, CommandProtocol.OVER_SPDY).orElseThrow();
        HeaderFields answer = HeaderFields.none().with("Upgrade", "SPDY/3.1").with("X-Stream-Protocol-Version", chosen);
        SpdySession session = SpdySession.server(exchange.switchProtocols(answer));
        RemoteCommandStreams streams =
                RemoteCommandStreams.over(session, CommandProtocol.named(chosen).orElseThrow(), options(exchange));
        LocalCommand.run(exchange.parameters("command"), streams);
    }

    private void kubeletPortForward(Exchange exchange) throws IOException, InterruptedException {
        HeaderFields answer =
                HeaderFields.none().with("Upgrade", "SPDY/3.1").with("X-Stream-Protocol-Version", PortForward.PROTOCOL);
        SpdySession session = SpdySession.server(exchange.switchProtocols(answer));
        SpdyPortForwardServer.serve(session, new ForwardedPod("p_default", "u"), port -> {
            if (port != 80) {
                throw new IOException("connection refused");
            }
            return new SocketDuplex(new Socket(InetAddress.getByName("127.0.0.1"), forwardedPort));
        });
    }

    @Override
    public void close() {
        Closing.quietly(listener);
    }
}
