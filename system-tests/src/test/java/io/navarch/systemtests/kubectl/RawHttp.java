package io.navarch.systemtests.kubectl;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Sends to an API server what no client library would. Immutable; {@link #as} and {@link #with} give others. */
final class RawHttp implements AutoCloseable {
    private final HttpClient client;
    private final String url;
    private final String token;
    private final Map<String, String> headers;

    /** What came back. */
    record Reply(int status, String contentType, String body) {}

    RawHttp(String url, String caCertificate, String token) throws GeneralSecurityException, IOException {
        this(HttpClient.newBuilder().sslContext(trusting(caCertificate)).build(), url, token, Map.of());
    }

    private RawHttp(HttpClient client, String url, String token, Map<String, String> headers) {
        this.client = client;
        this.url = url;
        this.token = token;
        this.headers = headers;
    }

    private static SSLContext trusting(String pem) throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        var stream = new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8));
        store.setCertificateEntry("ca", CertificateFactory.getInstance("X.509").generateCertificate(stream));
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    /** With another bearer token, or none if it is empty. */
    RawHttp as(String otherToken) {
        return new RawHttp(client, url, otherToken, headers);
    }

    /** With more headers. */
    RawHttp with(Map<String, String> more) {
        var all = new HashMap<>(headers);
        all.putAll(more);
        return new RawHttp(client, url, token, all);
    }

    Reply get(String path) {
        return send(HttpRequest.newBuilder(URI.create(url + path)).GET());
    }

    Reply send(String method, String path, String contentType, String body) {
        return send(HttpRequest.newBuilder(URI.create(url + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", contentType));
    }

    private Reply send(HttpRequest.Builder request) {
        headers.forEach(request::header);
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Reply(
                    answer.statusCode(),
                    answer.headers().firstValue("Content-Type").orElse(""),
                    answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
