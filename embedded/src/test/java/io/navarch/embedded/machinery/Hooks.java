package io.navarch.embedded.machinery;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonReader;
import io.navarch.model.tree.JsonWriter;
import io.navarch.pki.CertificateAuthority;
import io.navarch.pki.CertificateSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;

/** Webhooks of a test, on an HTTPS server on loopback. */
final class Hooks implements AutoCloseable {
    static final Dict ALLOWED = Dict.of("allowed", true);

    private final CertificateAuthority authority = CertificateAuthority.create("hooks-ca", InstantSource.system());
    private final HttpsServer server;
    private final Map<String, UnaryOperator<Dict>> answers = new ConcurrentHashMap<>();

    Hooks() {
        try {
            var loopback = InetAddress.getByName("127.0.0.1");
            var credential =
                    authority.issue(CertificateSpec.server("hooks", List.of("hooks.test.svc"), List.of(loopback)));
            var context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {credential.keyManager()}, null, null);
            server = HttpsServer.create(new InetSocketAddress(loopback, 0), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(context));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        var review = (Dict) JsonReader.any(exchange.getRequestBody().readAllBytes());
        var answer = answers.get(exchange.getRequestURI().getPath()).apply(review);
        var bytes = JsonWriter.text(answer).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** Answers admission reviews: a request gives a response without uid. */
    Hooks admits(String path, UnaryOperator<Dict> response) {
        answers.put(path, review -> {
            var request = (Dict) review.get("request");
            return Dict.of("apiVersion", review.get("apiVersion"), "kind", "AdmissionReview")
                    .with("response", response.apply(request).with("uid", request.get("uid")));
        });
        return this;
    }

    /** Answers conversion reviews: an object and the wanted apiVersion give an object. */
    Hooks converts(String path, BinaryOperator<Object> conversion) {
        answers.put(path, review -> {
            var request = (Dict) review.get("request");
            var converted = new ArrayList<Object>();
            for (var object : (List<?>) request.get("objects")) {
                converted.add(conversion.apply(object, request.get("desiredAPIVersion")));
            }
            return Dict.of("apiVersion", review.get("apiVersion"), "kind", "ConversionReview")
                    .with(
                            "response",
                            Dict.of("uid", request.get("uid"), "convertedObjects", List.copyOf(converted))
                                    .with("result", Dict.of("status", "Success")));
        });
        return this;
    }

    static Dict denied(String message) {
        return Dict.of("allowed", false, "status", Dict.of("message", message).with("reason", message));
    }

    /** Allows with a JSON patch. */
    static Dict patched(String operations) {
        var patch =
                Base64.getEncoder().encodeToString(Running.quoted(operations).getBytes(StandardCharsets.UTF_8));
        return Dict.of("allowed", true, "patchType", "JSONPatch").with("patch", patch);
    }

    /** The clientConfig that leads to a path, as JSON with ' for ". */
    String client(String path) {
        return "{'url':'" + url(path) + "','caBundle':'"
                + Base64.getEncoder().encodeToString(authority.certificatePem().getBytes(StandardCharsets.UTF_8))
                + "'}";
    }

    String url(String path) {
        return "https://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
