package io.navarch.embedded.machinery;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.embedded.cluster.EmbeddedCluster;
import io.navarch.pki.CertificateAuthority;
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
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The cluster of a test class, and plain HTTPS to it as administrator. In what is sent, ' stands for ". */
final class Running implements BeforeAllCallback, AfterAllCallback {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final int nodes;
    private final AtomicInteger count = new AtomicInteger();
    private EmbeddedCluster cluster;
    private HttpClient http;

    Running(int nodes) {
        this.nodes = nodes;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        cluster = EmbeddedCluster.start(nodes);
        http = HttpClient.newBuilder()
                .sslContext(trusting(cluster.caCertificate()))
                .build();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        http.shutdownNow();
        cluster.close();
    }

    private static SSLContext trusting(String certificate) throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry(
                "ca",
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(certificate.getBytes(StandardCharsets.UTF_8))));
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    EmbeddedCluster cluster() {
        return cluster;
    }

    /** A name that no other test of the class has. */
    String name(String prefix) {
        return prefix + "-" + count.incrementAndGet();
    }

    /** Makes a namespace for one test; its name. */
    String namespace() {
        var name = name("test");
        made("/api/v1/namespaces", "{'apiVersion':'v1','kind':'Namespace','metadata':{'name':'" + name + "'}}");
        return name;
    }

    Answer get(String path) {
        return send("GET", path, "", "", "application/json");
    }

    Answer get(String path, String accept) {
        return send("GET", path, "", "", accept);
    }

    Answer post(String path, String json) {
        return send("POST", path, "application/json", quoted(json), "application/json");
    }

    Answer put(String path, String json) {
        return send("PUT", path, "application/json", quoted(json), "application/json");
    }

    Answer merge(String path, String json) {
        return send("PATCH", path, "application/merge-patch+json", quoted(json), "application/json");
    }

    Answer jsonPatch(String path, String json) {
        return send("PATCH", path, "application/json-patch+json", quoted(json), "application/json");
    }

    Answer strategic(String path, String json) {
        return send("PATCH", path, "application/strategic-merge-patch+json", quoted(json), "application/json");
    }

    Answer apply(String path, String yaml) {
        return send("PATCH", path, "application/apply-patch+yaml", quoted(yaml), "application/json");
    }

    Answer delete(String path) {
        return send("DELETE", path, "", "", "application/json");
    }

    Answer delete(String path, String options) {
        return send("DELETE", path, "application/json", quoted(options), "application/json");
    }

    /** Creates and wants to hear that it is created. */
    Answer made(String path, String json) {
        var answer = post(path, json);
        assertThat(answer.status()).as(answer.raw()).isEqualTo(201);
        return answer;
    }

    /** The answer, which must be a good one. */
    static Answer ok(Answer answer) {
        assertThat(answer.status()).as(answer.raw()).isEqualTo(200);
        return answer;
    }

    static String quoted(String json) {
        return json.replace('\'', '"');
    }

    Answer send(String method, String path, String contentType, String body, String accept) {
        var request = request(path).header("Accept", accept);
        if (!contentType.isEmpty()) {
            request.header("Content-Type", contentType);
        }
        request.method(
                method,
                body.isEmpty() ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        try {
            var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(answer.statusCode(), answer.headers(), answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path, e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Opens a watch. */
    Watched watch(String path) {
        try {
            var answer = http.send(request(path).build(), HttpResponse.BodyHandlers.ofLines());
            assertThat(answer.statusCode()).isEqualTo(200);
            return new Watched(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(cluster.url() + path))
                .header("Authorization", "Bearer " + cluster.token());
    }

    static void until(Runnable assertion) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                assertion.run();
                return;
            } catch (AssertionError | RuntimeException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
            }
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** A server's authority for webhooks. */
    static CertificateAuthority authority() {
        return CertificateAuthority.create("webhook-ca", java.time.InstantSource.system());
    }
}
