package io.navarch.embedded.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.embedded.NavarchCluster;
import io.navarch.model.tree.JsonReader;
import io.navarch.pki.Credential;
import io.navarch.pki.Keys;
import io.navarch.pki.Pem;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Somebody with a certificate that the cluster signed, over HTTPS, as the cluster's time passes. */
class CertificateExpiryTest {
    private static final String REQUESTS = "/apis/certificates.k8s.io/v1/certificatesigningrequests";
    private static final String WHO = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
    private static final String SELF_REVIEW =
            "{\"apiVersion\": \"authentication.k8s.io/v1\", \"kind\": \"SelfSubjectReview\"}";

    private final NavarchCluster cluster =
            NavarchCluster.builder().nodes(0).manualClock().start();

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void itIsGoodUntilItExpires() throws Exception {
        var keys = Keys.ec();
        var csr = new JcaPKCS10CertificationRequestBuilder(new X500Name("CN=jane,O=dev"), keys.getPublic())
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()));
        var pem = Pem.block("CERTIFICATE REQUEST", csr.getEncoded());
        try (var admin = connect(null)) {
            assertThat(send(admin, "POST", REQUESTS, cluster.token(), """
                    {"apiVersion": "certificates.k8s.io/v1", "kind": "CertificateSigningRequest", "metadata": {"name": "jane"},
                     "spec": {"request": "%s", "signerName": "kubernetes.io/kube-apiserver-client",
                              "expirationSeconds": 3600, "usages": ["client auth"]}}""".formatted(Base64.getEncoder()
                                    .encodeToString(pem.getBytes(StandardCharsets.US_ASCII))))
                            .statusCode())
                    .isEqualTo(201);
            assertThat(send(admin, "PATCH", REQUESTS + "/jane/approval", cluster.token(), """
                    {"status": {"conditions": [{"type": "Approved", "status": "True", "reason": "Test"}]}}""")
                            .statusCode())
                    .isEqualTo(200);
            cluster.awaitQuiet();
            var signed = field(send(admin, "GET", REQUESTS + "/jane", cluster.token(), ""), "status", "certificate");
            var chain = Pem.certificates(new String(Base64.getDecoder().decode(signed), StandardCharsets.US_ASCII));
            try (var jane = connect(new Credential(chain, keys.getPrivate()))) {
                var known = send(jane, "POST", WHO, "", SELF_REVIEW);
                assertThat(field(known, "status", "userInfo", "username")).isEqualTo("jane");
                cluster.clock().advance(Duration.ofMinutes(59));
                assertThat(send(jane, "POST", WHO, "", SELF_REVIEW).statusCode())
                        .isEqualTo(201);
                cluster.clock().advance(Duration.ofMinutes(2));
                assertThat(send(jane, "POST", WHO, "", SELF_REVIEW).statusCode())
                        .isEqualTo(401);
            }
        }
    }

    private static String field(HttpResponse<String> answer, String... path) {
        var node = JsonReader.any(answer.body().getBytes(StandardCharsets.UTF_8));
        for (var name : path) {
            node = ((Map<?, ?>) node).get(name);
        }
        return String.valueOf(node);
    }

    private HttpResponse<String> send(HttpClient client, String method, String path, String token, String body)
            throws Exception {
        var request = HttpRequest.newBuilder(URI.create(cluster.url() + path))
                .header("Content-Type", method.equals("PATCH") ? "application/merge-patch+json" : "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpClient connect(@Nullable Credential credential) throws Exception {
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(Credential.trustStore(Pem.certificates(cluster.caCertificate())));
        var context = SSLContext.getInstance("TLS");
        var keys = credential == null ? null : new KeyManager[] {credential.keyManager()};
        context.init(keys, trust.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }
}
