package io.navarch.apiserver.webhook;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonReader;
import io.navarch.model.tree.JsonWriter;
import io.navarch.pki.CertificateAuthority;
import io.navarch.pki.CertificateSpec;
import io.navarch.pki.Credential;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;

/** A webhook on this machine: an HTTPS server whose answers a test gives by path. */
public final class TestWebhook implements AutoCloseable {
    private final CertificateAuthority authority = CertificateAuthority.create("webhook-ca", InstantSource.system());
    private final HttpsServer server;
    private final Map<String, Answerer> answerers = new ConcurrentHashMap<>();

    /** The peers' ports, one for each request. */
    public final ConcurrentLinkedQueue<Integer> peers = new ConcurrentLinkedQueue<>();

    /** What was asked. */
    public final ConcurrentLinkedQueue<Dict> asked = new ConcurrentLinkedQueue<>();

    /** Answers one request. */
    @FunctionalInterface
    public interface Answerer {
        void answer(HttpExchange exchange, Dict review) throws IOException;
    }

    public TestWebhook() {
        this(List.of("webhook.test.svc"));
    }

    /** @param dnsNames of its certificate, beside the address of loopback */
    public TestWebhook(List<String> dnsNames) {
        try {
            var loopback = InetAddress.getByName("127.0.0.1");
            var credential = authority.issue(CertificateSpec.server("webhook", dnsNames, List.of(loopback)));
            server = HttpsServer.create(new InetSocketAddress(loopback, 0), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(context(credential)));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    private static SSLContext context(Credential credential) throws GeneralSecurityException {
        var context = SSLContext.getInstance("TLS");
        context.init(new KeyManager[] {credential.keyManager()}, null, null);
        return context;
    }

    private void answer(HttpExchange exchange) throws IOException {
        peers.add(exchange.getRemoteAddress().getPort());
        var body = exchange.getRequestBody().readAllBytes();
        var review = (Dict) JsonReader.any(body);
        asked.add(review);
        answerers
                .getOrDefault(exchange.getRequestURI().getPath(), (sent, nothing) -> send(sent, 404, "no such hook"))
                .answer(exchange, review);
    }

    /** Gives the answers of a path. */
    public TestWebhook at(String path, Answerer answerer) {
        answerers.put(path, answerer);
        return this;
    }

    /** Answers reviews with a response: a tree without its uid. */
    public TestWebhook reviews(String path, UnaryOperator<Dict> response) {
        return at(path, (exchange, review) -> {
            var request = (Dict) review.get("request");
            var uid = String.valueOf(request.get("uid"));
            var answered = Dict.builder()
                    .put("apiVersion", review.get("apiVersion"))
                    .put("kind", "AdmissionReview")
                    .put("response", response.apply(request).with("uid", uid))
                    .build();
            send(exchange, 200, JsonWriter.text(answered));
        });
    }

    public static void send(HttpExchange exchange, int code, String text) throws IOException {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders()
                .set("Content-Type", text.startsWith("{") ? "application/json" : "text/plain; charset=utf-8");
        exchange.sendResponseHeaders(code, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** The tree of JSON in which ' stands for ". */
    public static Dict tree(String json) {
        return (Dict) JsonReader.any(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public String url(String path) {
        return "https://127.0.0.1:" + port() + path;
    }

    /** The authority that its certificate comes from, as registrations say it. */
    public String caBundle() {
        return Base64.getEncoder().encodeToString(authority.certificatePem().getBytes(StandardCharsets.UTF_8));
    }

    /** The clientConfig that leads to a path, as JSON with ' for ". */
    public String client(String path) {
        return "{'url':'" + url(path) + "','caBundle':'" + caBundle() + "'}";
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
