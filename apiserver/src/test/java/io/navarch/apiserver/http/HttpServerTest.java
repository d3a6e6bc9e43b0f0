package io.navarch.apiserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.apiserver.auth.Authenticator;
import io.navarch.apiserver.auth.Authorizer;
import io.navarch.apiserver.auth.CertificateAuthenticator;
import io.navarch.apiserver.auth.TokenFileAuthenticator;
import io.navarch.apiserver.pipeline.InFlight;
import io.navarch.apiserver.pipeline.Pipeline;
import io.navarch.apiserver.pipeline.RequestGate;
import io.navarch.apiserver.pipeline.RequestMetrics;
import io.navarch.apiserver.pipeline.Routes;
import io.navarch.apiserver.request.ApiHandler;
import io.navarch.apiserver.request.ApiResponse;
import io.navarch.model.status.ApiException;
import io.navarch.pki.ClusterPki;
import io.navarch.pki.Credential;
import io.navarch.pki.PemFiles;
import io.navarch.pki.ServingNames;
import io.navarch.runtime.Clock;
import io.navarch.runtime.activity.Activity;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class HttpServerTest {
    private static final Clock CLOCK = Clock.system();
    /** The watch that was answered last. */
    private static final AtomicReference<Frames> WATCH = new AtomicReference<>(new Frames());

    private static final byte[] END = {};
    private static ClusterPki pki;
    private static HttpServer server;

    @BeforeAll
    static void start() throws Exception {
        pki = ClusterPki.open(
                PemFiles.inMemory(),
                ServingNames.of("cluster.local", InetAddress.getByName("10.0.0.1")),
                InstantSource.system());
        var inFlight = new InFlight(400, 200);
        var routes = new Routes.Builder()
                .at(
                        "/whoami",
                        request -> ApiResponse.text(
                                200, request.user().name() + request.user().groups()))
                .at("/boom", request -> {
                    throw new IllegalStateException("boom");
                })
                .at("/echo", request -> new ApiResponse(200, "x/y", Map.of(), ApiResponse.Bytes.of(request.body())))
                .at("/big", request -> big())
                .at(
                        "/take",
                        request -> ApiResponse.takeover(Map.of("Upgrade", List.of("shout")), connection -> {
                            int next;
                            while ((next = connection.input().read()) >= 0) {
                                connection.output().write(Character.toUpperCase(next));
                                connection.output().flush();
                            }
                        }))
                .build(List::of);
        var pipeline = new Pipeline(
                Authorizer.ALWAYS_ALLOW,
                inFlight,
                resources(),
                routes,
                new RequestMetrics(new PrometheusRegistry(), CLOCK, inFlight),
                RequestGate.OPEN);
        var authenticator = Authenticator.chain(List.of(
                new CertificateAuthenticator(List.of(pki.ca().certificate()), CLOCK),
                new TokenFileAuthenticator("secret,jane,7,\"dev,ops\"\n")));
        server = new HttpServer(
                new HttpServer.Endpoint("127.0.0.1", 0),
                new TlsIdentity(pki.apiServer(), List.of(pki.ca().certificate())),
                List.of(new HttpServer.Endpoint("127.0.0.1", 0)),
                authenticator,
                pipeline,
                Activity.UNTRACKED);
        server.start();
    }

    @AfterAll
    static void stop() {
        server.close();
        CLOCK.close();
    }

    private static ApiHandler resources() {
        return request -> {
            if (request.info().verb().equals("watch")) {
                return new ApiResponse(200, "application/json", Map.of(), new ApiResponse.Stream(newWatch()));
            }
            throw ApiException.notFound(
                    "", request.info().resource(), request.info().name());
        };
    }

    private static ApiResponse big() {
        var segments = new ArrayList<ByteBuffer>();
        for (int i = 0; i < 50_000; i++) {
            segments.add(ByteBuffer.wrap("0123456789".getBytes(StandardCharsets.US_ASCII)));
        }
        return new ApiResponse(200, "application/json", Map.of(), new ApiResponse.Bytes(segments));
    }

    private static Frames newWatch() {
        var watch = new Frames();
        WATCH.set(watch);
        return watch;
    }

    /** Documents of one watch. */
    private static final class Frames implements ApiResponse.Frames {
        private final LinkedBlockingQueue<byte[]> documents = new LinkedBlockingQueue<>();
        private volatile boolean closed;

        void add(String document) {
            documents.add(document.getBytes(StandardCharsets.UTF_8));
        }

        void end() {
            documents.add(END);
        }

        @Override
        public byte @Nullable [] next() throws InterruptedException {
            var document = documents.take();
            return document == END ? null : document;
        }

        @Override
        public byte @Nullable [] poll() {
            return documents.peek() == END ? null : documents.poll();
        }

        @Override
        public void close() {
            closed = true;
            end();
        }
    }

    private static SSLContext tls(@Nullable Credential client) throws Exception {
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(Credential.trustStore(List.of(pki.ca().certificate())));
        var context = SSLContext.getInstance("TLS");
        if (client == null) {
            context.init(null, trust.getTrustManagers(), null);
            return context;
        }
        context.init(new KeyManager[] {client.keyManager()}, trust.getTrustManagers(), null);
        return context;
    }

    private static URI uri(String path) {
        return URI.create("https://127.0.0.1:" + server.port() + path);
    }

    private static HttpResponse<String> get(HttpClient client, String path, String... headers) throws Exception {
        var request = HttpRequest.newBuilder(uri(path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpClient client(HttpClient.Version version, @Nullable Credential credential) throws Exception {
        return HttpClient.newBuilder()
                .version(version)
                .sslContext(tls(credential))
                .build();
    }

    @Test
    void knowsClientsByCertificateTokenOrNotAtAll() throws Exception {
        for (var version : HttpClient.Version.values()) {
            if (version.name().equals("HTTP_3")) {
                continue;
            }
            try (var admin = client(version, pki.admin());
                    var nobody = client(version, null)) {
                var answer = get(admin, "/whoami");
                assertThat(answer.version()).isEqualTo(version);
                assertThat(answer.body()).isEqualTo("kubernetes-admin[system:masters, system:authenticated]");
                assertThat(get(nobody, "/whoami").body()).startsWith("system:anonymous");
                assertThat(get(nobody, "/whoami", "Authorization", "Bearer secret")
                                .body())
                        .isEqualTo("jane[dev, ops, system:authenticated]");
                var refused = get(nobody, "/whoami", "Authorization", "Bearer wrong");
                assertThat(refused.statusCode()).isEqualTo(401);
                assertThat(refused.body()).contains("\"message\":\"Unauthorized\"", "\"reason\":\"Unauthorized\"");
            }
        }
    }

    @Test
    void turnsFailuresIntoStatuses() throws Exception {
        try (var client = client(HttpClient.Version.HTTP_2, pki.admin())) {
            var missing = get(client, "/api/v1/namespaces/default/pods/none");
            assertThat(missing.statusCode()).isEqualTo(404);
            assertThat(missing.body()).contains("pods \\\"none\\\" not found");
            assertThat(get(client, "/boom").statusCode()).isEqualTo(500);
            assertThat(get(client, "/nowhere").body()).isEqualTo("404 page not found\n");
            var large = HttpRequest.newBuilder(uri("/echo"))
                    .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[4 * 1024 * 1024]))
                    .build();
            var refused = client.send(large, HttpResponse.BodyHandlers.ofString());
            assertThat(refused.statusCode()).isEqualTo(413);
            assertThat(refused.body()).contains("RequestEntityTooLarge", "limit is 3145728");
        }
    }

    @Test
    void writesLargeAnswersPlainAndCompressed() throws Exception {
        for (var version : List.of(HttpClient.Version.HTTP_1_1, HttpClient.Version.HTTP_2)) {
            try (var client = client(version, pki.admin())) {
                assertThat(get(client, "/big").body()).hasSize(500_000).startsWith("01234567890123");
                var request = HttpRequest.newBuilder(uri("/big"))
                        .header("Accept-Encoding", "gzip")
                        .build();
                var answer = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
                assertThat(answer.headers().firstValue("content-encoding")).hasValue("gzip");
                assertThat(new GZIPInputStream(answer.body()).readAllBytes()).hasSize(500_000);
            }
        }
    }

    @Test
    void sendsEachDocumentOfAWatchAtOnce() throws Exception {
        for (var version : List.of(HttpClient.Version.HTTP_1_1, HttpClient.Version.HTTP_2)) {
            try (var client = client(version, pki.admin())) {
                var request =
                        HttpRequest.newBuilder(uri("/api/v1/pods?watch=1")).build();
                var answer = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
                var lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
                WATCH.get().add("one\n");
                assertThat(lines.readLine()).isEqualTo("one");
                WATCH.get().add("two\n");
                WATCH.get().add("three\n");
                assertThat(lines.readLine()).isEqualTo("two");
                assertThat(lines.readLine()).isEqualTo("three");
                WATCH.get().end();
                assertThat(lines.readLine()).isNull();
            }
        }
    }

    @Test
    void sendsAWatchOverAWebSocket() throws Exception {
        var heard = new LinkedBlockingQueue<String>();
        try (var client = client(HttpClient.Version.HTTP_1_1, pki.admin())) {
            var uri = URI.create("wss://127.0.0.1:" + server.port() + "/api/v1/pods?watch=1");
            var socket = client.newWebSocketBuilder()
                    .buildAsync(uri, new java.net.http.WebSocket.Listener() {
                        @Override
                        public java.util.concurrent.@Nullable CompletionStage<?> onText(
                                java.net.http.WebSocket from, CharSequence data, boolean last) {
                            heard.add(data.toString());
                            from.request(1);
                            return null;
                        }
                    })
                    .join();
            WATCH.get().add("one");
            assertThat(heard.poll(10, java.util.concurrent.TimeUnit.SECONDS)).isEqualTo("one");
            // Leaving ends the watch: its source is closed, which shows as its end mark.
            socket.sendClose(java.net.http.WebSocket.NORMAL_CLOSURE, "").join();
            var deadline = System.nanoTime() + java.time.Duration.ofSeconds(10).toNanos();
            while (!WATCH.get().closed) {
                assertThat(System.nanoTime()).isLessThan(deadline);
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void handsTheConnectionOverAfterAnUpgrade() throws Exception {
        for (var method : List.of("GET", "POST")) {
            try (var socket =
                    (SSLSocket) tls(pki.admin()).getSocketFactory().createSocket("127.0.0.1", server.port())) {
                var head = method + " /take HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: shout\r\n"
                        + "Content-Length: 0\r\n\r\nearly";
                socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
                var in = socket.getInputStream();
                var seen = new StringBuilder();
                while (seen.indexOf("\r\n\r\n") < 0) {
                    seen.append((char) in.read());
                }
                assertThat(seen.toString()).startsWith("HTTP/1.1 101").containsIgnoringCase("upgrade: shout");
                assertThat(new String(in.readNBytes(5), StandardCharsets.US_ASCII))
                        .isEqualTo("EARLY");
                socket.getOutputStream().write("late".getBytes(StandardCharsets.US_ASCII));
                assertThat(new String(in.readNBytes(4), StandardCharsets.US_ASCII))
                        .isEqualTo("LATE");
                socket.shutdownOutput();
                assertThat(in.read()).isEqualTo(-1);
            }
        }
    }

    @Test
    void trustsTheInsecurePort() throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.insecurePort() + "/whoami"))
                    .build();
            assertThat(client.send(request, HttpResponse.BodyHandlers.ofString())
                            .body())
                    .contains("system:masters");
        }
    }
}
