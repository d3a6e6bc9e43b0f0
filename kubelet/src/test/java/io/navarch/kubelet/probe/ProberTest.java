package io.navarch.kubelet.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.navarch.kubelet.ScriptedRuntime;
import io.navarch.kubelet.cri.ProbeKind;
import io.navarch.model.core.v1.Pod;
import io.navarch.pki.CertificateAuthority;
import io.navarch.pki.CertificateSpec;
import io.navarch.runtime.Clock;
import io.navarch.runtime.ManualClock;
import io.navarch.runtime.NetworkContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@NullUnmarked
@Timeout(60)
class ProberTest {
    private final Clock clock = new ManualClock(Instant.EPOCH);
    private final ScriptedRuntime runtime = new ScriptedRuntime();
    private final Prober prober = new Prober(runtime.runtime(), NetworkContext.host(), clock);

    private Outcome probe(String handler) {
        var pod = Pod.KIND.read(("""
                {"metadata": {"name": "web", "namespace": "default", "uid": "u1"},
                 "spec": {"containers": [{"name": "c", "ports": [{"name": "web", "containerPort": 1}],
                          "env": [{"name": "FILE", "value": "/tmp/ready"}],
                          "livenessProbe": {%s, "timeoutSeconds": 2}}]},
                 "status": {"podIP": "127.0.0.1"}}
                """.formatted(handler)).getBytes(StandardCharsets.UTF_8));
        var container = pod.spec().containers().getFirst();
        return prober.probe(pod, container, "id", ProbeKind.LIVENESS, container.livenessProbe());
    }

    private static HttpServer serve(HttpServer server) {
        server.createContext("/", exchange -> {
            var body = "hello".getBytes(StandardCharsets.UTF_8);
            var path = exchange.getRequestURI().toString();
            if (path.startsWith("/agent")) {
                body = String.valueOf(exchange.getRequestHeaders().getFirst("User-Agent"))
                        .getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(
                        new String(body, StandardCharsets.UTF_8).equals("kube-probe/1.36") ? 200 : 400, body.length);
            } else if (path.startsWith("/go")) {
                exchange.getResponseHeaders().add("Location", "/code/204");
                exchange.sendResponseHeaders(302, -1);
            } else if (path.startsWith("/loop")) {
                exchange.getResponseHeaders().add("Location", "/loop");
                exchange.sendResponseHeaders(302, -1);
            } else if (path.startsWith("/away")) {
                exchange.getResponseHeaders().add("Location", "http://example.invalid/");
                exchange.sendResponseHeaders(302, body.length);
            } else {
                exchange.sendResponseHeaders(Integer.parseInt(path.replaceAll("\\D", "")), -1);
            }
            try (var out = exchange.getResponseBody()) {
                out.write(body);
            } catch (IOException e) {
                exchange.close();
            }
        });
        server.start();
        return server;
    }

    private String get(int port, String path) {
        return "\"httpGet\": {\"port\": " + port + ", \"path\": \"" + path + "\"}";
    }

    @Test
    void httpCodesUpTo399AreGood() throws Exception {
        var server = serve(HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0));
        try {
            int port = server.getAddress().getPort();
            assertThat(probe(get(port, "/code/200"))).isEqualTo(Outcome.SUCCESS);
            assertThat(probe(get(port, "/agent"))).isEqualTo(Outcome.SUCCESS);
            assertThat(probe(get(port, "/go"))).isEqualTo(Outcome.SUCCESS);
            assertThat(probe(get(port, "/code/503")))
                    .isEqualTo(Outcome.failure("HTTP probe failed with statuscode: 503"));
            assertThat(probe(get(port, "/away")))
                    .isEqualTo(new Outcome(Outcome.Result.WARNING, "Probe terminated redirects, Response body: hello"));
            assertThat(probe(get(port, "/loop")).output())
                    .isEqualTo("Get \"http://127.0.0.1:" + port + "/loop\": stopped after 10 redirects");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void anyCertificateIsGood() throws Exception {
        var authority = CertificateAuthority.create("test", InstantSource.system());
        var credential = authority.issue(CertificateSpec.client("someone-else"));
        var context = SSLContext.getInstance("TLS");
        context.init(new KeyManager[] {credential.keyManager()}, null, null);
        var server = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        serve(server);
        try {
            int port = server.getAddress().getPort();
            assertThat(probe("\"httpGet\": {\"scheme\": \"HTTPS\", \"path\": \"/code/200\", \"port\": " + port + "}"))
                    .isEqualTo(Outcome.SUCCESS);
        } finally {
            server.stop(0);
        }
        try (var plain = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Thread.ofVirtual().start(() -> answerPlainly(plain));
            int port = plain.getLocalPort();
            assertThat(probe("\"httpGet\": {\"scheme\": \"HTTPS\", \"path\": \"/\", \"port\": " + port + "}")
                            .output())
                    .isEqualTo(
                            "Get \"https://127.0.0.1:" + port + "/\": http: server gave HTTP response to HTTPS client");
        }
    }

    private static void answerPlainly(ServerSocket listener) {
        try {
            while (true) {
                var socket = listener.accept();
                socket.getInputStream().read();
                socket.getOutputStream().write("HTTP/1.0 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private static int closedPort() throws IOException {
        try (var listener = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return listener.getLocalPort();
        }
    }

    @Test
    void refusedConnectionsAreSaidInUpstreamsWords() throws Exception {
        int port = closedPort();
        var refused = "dial tcp 127.0.0.1:" + port + ": connect: connection refused";
        assertThat(probe("\"tcpSocket\": {\"port\": " + port + "}")).isEqualTo(Outcome.failure(refused));
        assertThat(probe(get(port, "/a b")))
                .isEqualTo(Outcome.failure("Get \"http://127.0.0.1:" + port + "/a%20b\": " + refused));
        assertThat(probe("\"grpc\": {\"port\": " + port + "}"))
                .isEqualTo(Outcome.failure("timeout: failed to connect service \"127.0.0.1:" + port
                        + "\" within 2s: context deadline exceeded"));
        assertThat(probe("\"tcpSocket\": {\"port\": \"web\"}"))
                .isEqualTo(Outcome.failure("dial tcp 127.0.0.1:1: connect: connection refused"));
        assertThat(probe("\"tcpSocket\": {\"port\": \"none\"}"))
                .isEqualTo(Outcome.errored("strconv.Atoi: parsing \"none\": invalid syntax"));
    }

    @Test
    void anOpenPortIsGood() throws Exception {
        try (var listener = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThat(probe("\"tcpSocket\": {\"port\": " + listener.getLocalPort() + "}"))
                    .isEqualTo(Outcome.SUCCESS);
        }
    }

    @Test
    void anAnswerThatDoesNotComeIsAFailureWhenTheClockSaysSo() throws Exception {
        try (var listener = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            var outcome = CompletableFuture.supplyAsync(() -> probe(get(listener.getLocalPort(), "/")));
            try (var silent = listener.accept()) {
                assertThat(silent.getInputStream().read()).isEqualTo('G');
                assertThat(outcome.isDone()).isFalse();
                ((ManualClock) clock).advance(Duration.ofSeconds(2));
                assertThat(outcome.get(10, TimeUnit.SECONDS).output())
                        .isEqualTo("Get \"http://127.0.0.1:" + listener.getLocalPort()
                                + "/\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)");
            }
        }
    }

    @Test
    void commandsAreGoodWhenTheyEndWithZero() {
        runtime.exec(command -> ScriptedRuntime.result(0, ""));
        assertThat(probe("\"exec\": {\"command\": [\"cat\", \"$(FILE)\"]}")).isEqualTo(Outcome.SUCCESS);
        assertThat(runtime.lastCommand()).isEqualTo(List.of("cat", "/tmp/ready"));
        runtime.exec(command -> ScriptedRuntime.result(1, "no such file"));
        assertThat(probe("\"exec\": {\"command\": [\"cat\"]}")).isEqualTo(Outcome.failure("no such file"));
        runtime.exec(command -> {
            throw ScriptedRuntime.deadline();
        });
        assertThat(probe("\"exec\": {\"command\": [\"sleep\", \"9\"]}"))
                .isEqualTo(Outcome.failure("command timed out: \"sleep 9\" timed out after 2s"));
        runtime.exec(command -> {
            throw ScriptedRuntime.unknown("broken");
        });
        assertThat(probe("\"exec\": {\"command\": [\"x\"]}"))
                .isEqualTo(Outcome.errored("rpc error: code = Unknown desc = broken"));
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Test
    void grpcServicesSayHowTheyAre() throws Exception {
        var method = MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName("grpc.health.v1.Health/Check")
                .setRequestMarshaller(new Bytes())
                .setResponseMarshaller(new Bytes())
                .build();
        var health = ServerServiceDefinition.builder("grpc.health.v1.Health")
                .addMethod(
                        method,
                        ServerCalls.asyncUnaryCall((byte[] request, io.grpc.stub.StreamObserver<byte[]> answer) -> {
                            boolean ill = new String(request, StandardCharsets.UTF_8).equals("\n\003ill");
                            answer.onNext(new byte[] {8, (byte) (ill ? 2 : 1)});
                            answer.onCompleted();
                        }))
                .build();
        var server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                .addService(health)
                .build()
                .start();
        var other = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                .build()
                .start();
        try {
            assertThat(probe("\"grpc\": {\"port\": " + server.getPort() + "}")).isEqualTo(Outcome.SUCCESS);
            assertThat(probe("\"grpc\": {\"port\": " + server.getPort() + ", \"service\": \"ill\"}"))
                    .isEqualTo(Outcome.failure("service unhealthy (responded with \"NOT_SERVING\")"));
            assertThat(probe("\"grpc\": {\"port\": " + other.getPort() + "}").output())
                    .startsWith("error: this server does not implement the grpc health protocol"
                            + " (grpc.health.v1.Health): ");
        } finally {
            server.shutdownNow();
            other.shutdownNow();
        }
    }
}
