package io.navarch.client.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.navarch.client.Call;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.Reason;
import io.navarch.pki.CertificateAuthority;
import io.navarch.pki.CertificateSpec;
import io.navarch.runtime.Clock;
import io.navarch.runtime.ManualClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpTransportTest {
    private static final CertificateAuthority AUTHORITY = CertificateAuthority.create("test", InstantSource.system());

    @TempDir
    Path directory;

    private final Clock clock = Clock.system();
    private final CountDownLatch end = new CountDownLatch(1);
    private HttpsServer server;
    private String url;

    @BeforeEach
    void startServer() throws Exception {
        var loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        var credential = AUTHORITY.issue(CertificateSpec.server("server", List.of(), List.of(loopback)));
        var trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(io.navarch.pki.Credential.trustStore(List.of(AUTHORITY.certificate())));
        var context = SSLContext.getInstance("TLS");
        context.init(new KeyManager[] {credential.keyManager()}, trust.getTrustManagers(), null);
        server = HttpsServer.create(new InetSocketAddress(loopback, 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                var wanted = context.getDefaultSSLParameters();
                wanted.setWantClientAuth(true);
                parameters.setSSLParameters(wanted);
            }
        });
        server.start();
        url = "https://127.0.0.1:" + server.getAddress().getPort();
    }

    @AfterEach
    void stopServer() {
        end.countDown();
        server.stop(0);
        clock.close();
    }

    private HttpTransport withToken(String token) {
        return new HttpTransport(Kubeconfig.ofToken(url, AUTHORITY.certificatePem(), token), "navarch/test", clock);
    }

    private void serve(String path, HttpHandler handler) {
        server.createContext(path, handler);
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Test
    void carriesMethodPathBodyTokenAndName() {
        serve(
                "/api",
                exchange -> answer(
                        exchange,
                        200,
                        exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                                + exchange.getRequestHeaders().getFirst("Authorization") + " "
                                + exchange.getRequestHeaders().getFirst("User-Agent") + " "
                                + exchange.getRequestHeaders().getFirst("Content-Type") + " "
                                + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
        try (var transport = withToken("t0ken")) {
            var answer = transport.call(Call.of("PUT", "/api/v1?a=b%20c", "application/json", "{}".getBytes()));
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.contentType()).isEqualTo("application/json");
            assertThat(answer.body())
                    .asString()
                    .isEqualTo("PUT /api/v1?a=b%20c Bearer t0ken navarch/test application/json {}");
        }
    }

    @Test
    void readsARenewedTokenFile() throws IOException {
        serve(
                "/",
                exchange -> answer(exchange, 200, exchange.getRequestHeaders().getFirst("Authorization")));
        var file = Files.writeString(directory.resolve("token"), "first\n");
        var config = new Kubeconfig(url, "default", AUTHORITY.certificatePem(), false, "", "", "stale", file);
        try (var transport = new HttpTransport(config, "test", clock)) {
            assertThat(transport.call(Call.get("/")).body()).asString().isEqualTo("Bearer first");
            Files.writeString(file, "second");
            assertThat(transport.call(Call.get("/")).body()).asString().isEqualTo("Bearer second");
        }
    }

    @Test
    void entersWithItsCertificate() {
        serve(
                "/",
                exchange -> answer(
                        exchange,
                        200,
                        ((HttpsExchange) exchange)
                                .getSSLSession()
                                .getPeerPrincipal()
                                .getName()));
        var credential = AUTHORITY.issue(CertificateSpec.client("system:node:n1", "system:nodes"));
        var config = Kubeconfig.ofCertificate(
                url, AUTHORITY.certificatePem(), credential.certificatePem(), credential.keyPem());
        try (var transport = new HttpTransport(config, "test", clock)) {
            assertThat(transport.call(Call.get("/")).body()).asString().contains("CN=system:node:n1");
        }
    }

    @Test
    void trustsOnlyItsAuthorityUnlessToldOtherwise() {
        serve("/", exchange -> answer(exchange, 200, "hello"));
        var other = CertificateAuthority.create("other", InstantSource.system()).certificatePem();
        try (var transport = new HttpTransport(Kubeconfig.ofToken(url, other, ""), "test", clock)) {
            assertThatThrownBy(() -> transport.call(Call.get("/")))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining(url);
        }
        var blind = new Kubeconfig(url.replace("127.0.0.1", "localhost"), "default", "", true, "", "", "", null);
        try (var transport = new HttpTransport(blind, "test", clock)) {
            assertThat(transport.call(Call.get("/")).body()).asString().isEqualTo("hello");
        }
    }

    @Test
    void handsRefusalsOn() {
        serve(
                "/",
                exchange -> answer(
                        exchange,
                        410,
                        "{\"kind\":\"Status\",\"reason\":\"Expired\",\"message\":\"too old\",\"code\":410}"));
        try (var transport = withToken("")) {
            assertThat(transport.call(Call.get("/")).status()).isEqualTo(410);
            assertThatThrownBy(() -> transport.watch(Call.get("/")))
                    .isInstanceOfSatisfying(
                            ApiException.class, e -> assertThat(e.reason()).isEqualTo(Reason.EXPIRED))
                    .hasMessage("too old");
        }
    }

    @Test
    void waitsForABusyServer() {
        var tries = new AtomicInteger();
        serve("/", exchange -> {
            if (tries.incrementAndGet() < 3) {
                exchange.getResponseHeaders().set("Retry-After", "1");
                answer(exchange, 429, "busy");
            } else {
                answer(exchange, 200, "now");
            }
        });
        var time = new ManualClock(Instant.EPOCH);
        try (var transport = new HttpTransport(Kubeconfig.ofToken(url, AUTHORITY.certificatePem(), ""), "test", time)) {
            var answer = CompletableFuture.supplyAsync(() -> transport.call(Call.get("/")), task -> Thread.ofVirtual()
                    .start(task));
            await(() -> {
                time.advance(Duration.ofSeconds(1));
                return answer.isDone();
            });
            assertThat(answer.join().body()).asString().isEqualTo("now");
            assertThat(tries).hasValue(3);
        }
    }

    @Test
    void readsFramesLineByLine() throws Exception {
        var big = "{\"object\":\"" + "x".repeat(50_000) + "\"}";
        serve("/", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, 0);
                var out = exchange.getResponseBody();
                out.write("{\"a\":1}\n{\"b\"".getBytes(StandardCharsets.UTF_8));
                out.flush();
                out.write((":2}\n" + big + "\n{\"half").getBytes(StandardCharsets.UTF_8));
            }
        });
        try (var transport = withToken("");
                var frames = transport.watch(Call.get("/"))) {
            assertThat(frames.next()).asString().isEqualTo("{\"a\":1}");
            assertThat(frames.next()).asString().isEqualTo("{\"b\":2}");
            assertThat(frames.next()).asString().isEqualTo(big);
            assertThat(frames.next()).isNull();
        }
    }

    @Test
    @SuppressWarnings("try") // closing is what is tested
    void closingEndsAWatchThatHearsNothing() throws Exception {
        serveSilence();
        var transport = withToken("");
        var one = transport.watch(Call.get("/"));
        var endOfOne = endOf(one);
        var endOfOther = endOf(transport.watch(Call.get("/")));
        one.close();
        assertThat(endOfOne.get(5, TimeUnit.SECONDS)).isTrue();
        assertThat(endOfOther.isDone()).isFalse();
        transport.close();
        assertThat(endOfOther.get(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void givesUpAWatchWithoutBookmarks() throws Exception {
        serveSilence();
        var time = new ManualClock(Instant.EPOCH);
        try (var transport = new HttpTransport(Kubeconfig.ofToken(url, AUTHORITY.certificatePem(), ""), "test", time)) {
            var ended = endOf(transport.watch(Call.get("/?watch=true&allowWatchBookmarks=true")));
            time.advance(Duration.ofSeconds(170));
            assertThat(ended.isDone()).isFalse();
            time.advance(Duration.ofSeconds(20));
            assertThat(ended.get(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    private void serveSilence() {
        serve("/", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().flush();
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private static CompletableFuture<Boolean> endOf(io.navarch.client.Transport.Frames frames) {
        var ended = new CompletableFuture<Boolean>();
        Thread.ofVirtual().start(() -> {
            try {
                ended.complete(frames.next() == null);
            } catch (IOException | InterruptedException e) {
                ended.complete(true);
            }
        });
        return ended;
    }

    private static void await(java.util.function.BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
