package io.navarch.streaming.upgrade;

import static io.navarch.streaming.Loopback.async;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.streaming.Loopback;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class UpgradeClientTest {
    private static SSLContext context;

    @BeforeAll
    static void makeCertificate(@TempDir Path dir) throws Exception {
        context = context(dir);
    }

    private final UpgradeClient client = new UpgradeClient(Duration.ofSeconds(5), Duration.ofSeconds(5));
    private final UpgradeRequest request = UpgradeRequest.spdy(
                    "/exec?command=ls", List.of("v4.channel.k8s.io", "v3.channel.k8s.io"))
            .with("Authorization", "Bearer x");

    @Test
    void a101GivesTheConnectionAndWhatCameRightBehindTheHead() throws Exception {
        try (ServerSocket server = listen()) {
            CompletableFuture<String> head = answer(
                    server, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: SPDY/3.1\r\nx-proto:  v4 \r\n\r\nearly");
            UpgradeResponse response = client.upgrade(UpgradeTarget.plain("127.0.0.1", server.getLocalPort()), request);
            assertThat(response).isInstanceOfSatisfying(UpgradeResponse.Upgraded.class, upgraded -> {
                assertThat(upgraded.headers().first("X-Proto")).contains("v4");
                assertThat(read(upgraded.connection().input())).isEqualTo("early");
                upgraded.connection().close();
            });
            assertThat(head.get(5, TimeUnit.SECONDS))
                    .isEqualTo("POST /exec?command=ls HTTP/1.1\r\nHost: 127.0.0.1:" + server.getLocalPort()
                            + "\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n"
                            + "X-Stream-Protocol-Version: v4.channel.k8s.io\r\n"
                            + "X-Stream-Protocol-Version: v3.channel.k8s.io\r\nContent-Length: 0\r\n"
                            + "Authorization: Bearer x\r\n\r\n");
        }
    }

    @Test
    void anythingElseGivesStatusAndBody() throws Exception {
        assertThat(refusal("HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\ngone and more"))
                .isEqualTo("404 gone");
        assertThat(refusal("HTTP/1.1 403 Forbidden\r\n\r\nno")).isEqualTo("403 no");
        assertThat(refusal("HTTP/1.1 500 Oh\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n"))
                .isEqualTo("500 abcde");
        assertThat(refusal("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 401 Who\r\nContent-Length: 0\r\n\r\n"))
                .isEqualTo("401 ");
        assertThat(refusal("HTTP/1.1 400 Long\r\n\r\n" + "x".repeat(100_000))).hasSize(4 + 65_536);
    }

    @Test
    void whatIsNotHttpIsAnError() {
        for (String answer : List.of(
                "",
                "SSH-2.0-x\r\n",
                "HTTP/1.1 101 X\r\nno colon\r\n\r\n",
                "HTTP/1.1 101 X\r\na: " + "b".repeat(70_000),
                "HTTP/1.1 101 X\r\n")) {
            assertThatThrownBy(() -> refusal(answer)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void requestsCannotBeSplit() {
        assertThatThrownBy(() -> request.with("X", "a\r\nb: c")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> UpgradeRequest.spdy("/a b", List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void tlsConnectionsAreUpgradedAndCarryBothDirections() throws Exception {
        try (ServerSocket server =
                context.getServerSocketFactory().createServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            async(() -> {
                Socket socket = server.accept();
                readHead(socket.getInputStream());
                socket.getOutputStream().write("HTTP/1.1 101 X\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                async(() -> Loopback.writePattern(socket.getOutputStream(), 20_000_000));
                return Loopback.checkPattern(socket.getInputStream());
            });
            var target = UpgradeTarget.tls("localhost", server.getLocalPort(), context, true);
            var upgraded = (UpgradeResponse.Upgraded) client.upgrade(target, request);
            var sent = async(() -> {
                long count = Loopback.writePattern(upgraded.connection().output(), 20_000_000);
                return count;
            });
            byte[] some = upgraded.connection().input().readNBytes(20_000_000);
            assertThat(some).hasSize(20_000_000);
            assertThat(sent.get(20, TimeUnit.SECONDS)).isEqualTo(20_000_000);
            upgraded.connection().close();
        }
    }

    @Test
    void aCertificateOfAnotherNameIsRefused() throws Exception {
        try (ServerSocket server =
                context.getServerSocketFactory().createServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            async(() -> server.accept().getInputStream().read());
            var target = UpgradeTarget.tls("127.0.0.1", server.getLocalPort(), context, true);
            assertThatThrownBy(() -> client.upgrade(target, request)).isInstanceOf(SSLException.class);
        }
    }

    @Test
    void closingATlsConnectionWakesAWriterThatIsStuck() throws Exception {
        try (ServerSocket server =
                context.getServerSocketFactory().createServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Socket> accepted = async(() -> {
                Socket socket = server.accept();
                readHead(socket.getInputStream());
                socket.getOutputStream().write("HTTP/1.1 101 X\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                return socket;
            });
            var target = UpgradeTarget.tls("localhost", server.getLocalPort(), context, true);
            var upgraded = (UpgradeResponse.Upgraded) client.upgrade(target, request);
            CompletableFuture<Long> stuck =
                    async(() -> Loopback.writePattern(upgraded.connection().output(), 1_000_000_000));
            accepted.get(5, TimeUnit.SECONDS);
            async(() -> {
                upgraded.connection().close();
                return true;
            });
            assertThatThrownBy(() -> stuck.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(IOException.class);
        }
    }

    private String refusal(String answer) throws Exception {
        try (ServerSocket server = listen()) {
            answer(server, answer);
            UpgradeResponse response = client.upgrade(UpgradeTarget.plain("127.0.0.1", server.getLocalPort()), request);
            var refused = (UpgradeResponse.Refused) response;
            return refused.status() + " " + new String(refused.body(), StandardCharsets.UTF_8);
        }
    }

    private static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"));
    }

    private static CompletableFuture<String> answer(ServerSocket server, String answer) {
        return async(() -> {
            try (Socket socket = server.accept()) {
                String head = readHead(socket.getInputStream());
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
                return head;
            }
        });
    }

    private static String readHead(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private static String read(InputStream in) {
        try {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** A context that is, and trusts, a certificate for localhost made by the JDK's keytool. */
    private static SSLContext context(Path dir) throws Exception {
        Path file = dir.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "a",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        "secret",
                        "-validity",
                        "2")
                .redirectErrorStream(true)
                .start();
        keytool.getInputStream().readAllBytes();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, "secret".toCharArray());
        }
        KeyManagerFactory keyManagers = KeyManagerFactory.getInstance("PKIX");
        keyManagers.init(keys, "secret".toCharArray());
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(keys);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keyManagers.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
