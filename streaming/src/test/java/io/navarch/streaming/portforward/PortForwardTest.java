package io.navarch.streaming.portforward;

import static io.navarch.streaming.Loopback.async;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.streaming.Duplex;
import io.navarch.streaming.Loopback;
import io.navarch.streaming.SocketDuplex;
import io.navarch.streaming.Tunnel;
import io.navarch.streaming.spdy.SpdySession;
import io.navarch.streaming.spdy.SpdyStream;
import io.navarch.streaming.websocket.ChannelSocket;
import io.navarch.streaming.websocket.WebSocket;
import io.navarch.streaming.websocket.WebSocketDuplex;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PortForwardTest {
    private static final ForwardedPod POD = new ForwardedPod("web_default", "12-34");

    private Loopback wire;
    private ServerSocket echo;
    private final CountDownLatch echoEnded = new CountDownLatch(1);

    @BeforeEach
    void start() throws IOException {
        wire = Loopback.open();
        echo = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serveEcho);
    }

    @AfterEach
    void stop() throws IOException {
        wire.close();
        echo.close();
    }

    private void serveEcho() {
        try {
            while (true) {
                Socket socket = echo.accept();
                async(() -> {
                    try (socket) {
                        return Tunnel.copy(socket.getInputStream(), socket.getOutputStream());
                    } finally {
                        echoEnded.countDown();
                    }
                });
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private Duplex connect(int port) throws IOException {
        if (port != 80) {
            throw new ConnectException("connection refused");
        }
        return new SocketDuplex(new Socket(echo.getInetAddress(), echo.getLocalPort()));
    }

    private void serve(SpdySession session) {
        async(() -> {
            SpdyPortForwardServer.serve(session, POD, this::connect);
            return true;
        });
    }

    @Test
    void manyConnectionsShareASession() throws Exception {
        serve(SpdySession.server(wire.server()));
        try (var client = new SpdyPortForwardClient(SpdySession.client(wire.client()))) {
            List<CompletableFuture<Long>> work = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                var connection = client.connect(80);
                work.add(async(() -> {
                    long sent = Loopback.writePattern(connection.output(), 20_000_000);
                    connection.closeOutput();
                    return sent;
                }));
                work.add(async(() -> Loopback.checkPattern(connection.input())));
                work.add(async(() -> connection.problem().isEmpty() ? 20_000_000L : -1L));
            }
            for (var part : work) {
                assertThat(part.get(50, TimeUnit.SECONDS)).isEqualTo(20_000_000);
            }
        }
    }

    @Test
    void aPortThatCannotBeReachedIsReportedAndOthersGoOn() throws Exception {
        serve(SpdySession.server(wire.server()));
        try (var client = new SpdyPortForwardClient(SpdySession.client(wire.client()))) {
            var refused = client.connect(81);
            assertThat(refused.problem())
                    .isEqualTo("error forwarding port 81 to pod web_default, uid 12-34: connection refused");
            assertThat(refused.input().read()).isEqualTo(-1);
            var connection = client.connect(80);
            connection.output().write("on".getBytes(StandardCharsets.UTF_8));
            connection.closeOutput();
            assertThat(connection.input().readAllBytes()).asString().isEqualTo("on");
        }
    }

    @Test
    void aClientThatLeavesEndsTheConnectionToThePod() throws Exception {
        serve(SpdySession.server(wire.server()));
        var client = new SpdyPortForwardClient(SpdySession.client(wire.client()));
        var connection = client.connect(80);
        connection.output().write(1);
        assertThat(connection.input().read()).isEqualTo(1);
        wire.client().close();
        assertThat(echoEnded.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aConnectionThatTheClientDropsEndsAtThePod() throws Exception {
        serve(SpdySession.server(wire.server()));
        try (var client = new SpdyPortForwardClient(SpdySession.client(wire.client()))) {
            var connection = client.connect(80);
            connection.output().write(1);
            assertThat(connection.input().read()).isEqualTo(1);
            connection.close();
            assertThat(echoEnded.await(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void spdyRunsThroughAWebSocket() throws Exception {
        serve(SpdySession.server(new WebSocketDuplex(WebSocket.server(wire.server()))));
        SpdySession session = SpdySession.client(new WebSocketDuplex(WebSocket.client(wire.client())));
        try (var client = new SpdyPortForwardClient(session)) {
            var connection = client.connect(80);
            var sent = async(() -> {
                long count = Loopback.writePattern(connection.output(), 30_000_000);
                connection.closeOutput();
                return count;
            });
            assertThat(Loopback.checkPattern(connection.input())).isEqualTo(30_000_000);
            assertThat(sent.get(5, TimeUnit.SECONDS)).isEqualTo(30_000_000);
        }
    }

    @Test
    void streamsWithoutASensiblePortOrTypeAreRefused() throws Exception {
        serve(SpdySession.server(wire.server()));
        try (SpdySession session = SpdySession.client(wire.client())) {
            for (Map<String, String> headers : List.of(
                    Map.of("streamtype", "data"),
                    Map.of("streamtype", "data", "port", "0"),
                    Map.of("streamtype", "data", "port", "70000"),
                    Map.of("streamtype", "stdin", "port", "80"),
                    Map.of("port", "80"))) {
                assertThatThrownBy(() -> session.open(headers)).hasMessageContaining("refused");
            }
        }
    }

    @Test
    void streamsWithoutARequestIdArePairedByTheirNumbers() throws Exception {
        serve(SpdySession.server(wire.server()));
        try (SpdySession session = SpdySession.client(wire.client())) {
            session.open(Map.of("streamtype", "error", "port", "80"));
            SpdyStream data = session.open(Map.of("streamtype", "data", "port", "80"));
            data.output().write("old".getBytes(StandardCharsets.UTF_8));
            data.closeOutput();
            assertThat(data.input().readAllBytes()).asString().isEqualTo("old");
        }
    }

    @Test
    void halfAPairIsGivenUpAfterAWhile() throws Exception {
        SpdySession server = SpdySession.server(wire.server());
        async(() -> {
            new SpdyPortForwardServer(server, POD, this::connect, Duration.ofMillis(50)).serve();
            return true;
        });
        try (SpdySession session = SpdySession.client(wire.client())) {
            SpdyStream error = session.open(Map.of("streamtype", "error", "port", "80", "requestid", "0"));
            assertThat(error.input().readAllBytes()).asString().isEqualTo("timed out waiting for streams");
        }
    }

    @Test
    void theOldWebSocketProtocolHasTwoChannelsForEachPort() throws Exception {
        var served = async(() -> {
            WebSocketPortForwardServer.serve(
                    WebSocket.server(wire.server()), false, List.of(80, 81), POD, this::connect);
            return true;
        });
        ChannelSocket client = new ChannelSocket(WebSocket.client(wire.client()), false);
        for (int channel = 0; channel < 4; channel++) {
            ChannelSocket.Message first = client.receive().orElseThrow();
            assertThat(first.channel()).isEqualTo(channel);
            assertThat(first.payload()).containsExactly(channel < 2 ? 80 : 81, 0);
        }
        ChannelSocket.Message error = client.receive().orElseThrow();
        assertThat(error.channel()).isEqualTo(3);
        assertThat(error.payload()).asString().contains("error forwarding port 81", "connection refused");
        client.send(0, "ping".getBytes(StandardCharsets.UTF_8), 0, 4);
        ChannelSocket.Message answer = client.receive().orElseThrow();
        assertThat(answer.channel()).isZero();
        assertThat(answer.payload()).asString().isEqualTo("ping");
        assertThat(served).isNotDone();
        client.socket().close();
        assertThat(echoEnded.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(served.get(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void portsAreReadFromTheRequest() {
        assertThat(WebSocketPortForwardServer.ports(List.of("80,443", "8080"))).containsExactly(80, 443, 8080);
        assertThatThrownBy(() -> WebSocketPortForwardServer.ports(List.of()))
                .hasMessage("query parameter \"port\" is required");
        assertThatThrownBy(() -> WebSocketPortForwardServer.ports(List.of("")))
                .hasMessage("query parameter \"port\" cannot be empty");
        assertThatThrownBy(() -> WebSocketPortForwardServer.ports(List.of("0"))).hasMessage("port \"0\" must be > 0");
        assertThatThrownBy(() -> WebSocketPortForwardServer.ports(List.of("x")))
                .hasMessageContaining("unable to parse");
    }
}
