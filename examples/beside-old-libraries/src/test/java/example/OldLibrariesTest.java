package example;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.navarch.embedded.NavarchCluster;
import io.navarch.junit.NavarchTest;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;

/** The libraries of the test are not those of the cluster, and neither sees the other's. */
@NavarchTest
class OldLibrariesTest {
    private final ObjectMapper json = new ObjectMapper();

    @Test
    void keepItsVersions() throws Exception {
        assertThat(json.version().toString()).startsWith("2.9.10");
        assertThat(origin("org.eclipse.jetty.server.Server")).contains("9.4.57");
        assertThat(origin("io.netty.channel.Channel")).contains("4.1.9.");
        assertThat(origin("com.google.protobuf.Message")).contains("2.6.1");
        assertThat(origin("com.google.common.base.Joiner")).contains("11.0.2");
        assertThat(origin("org.bouncycastle.cert.X509CertificateHolder")).contains("1.60");
        assertThat(origin("org.yaml.snakeyaml.Yaml")).contains("1.17");
        assertThat(origin("org.slf4j.Logger")).contains("1.7.36");
    }

    @Test
    void seesNothingOfTheCluster() {
        for (var name : List.of("io.navarch.apiserver.ApiServer", "dev.cel.runtime.CelRuntime")) {
            assertThat(OldLibrariesTest.class.getClassLoader().getResource(name.replace('.', '/') + ".class"))
                    .isNull();
        }
    }

    @Test
    void createsAndLists(NavarchCluster cluster) throws Exception {
        try (var client = trusting(cluster)) {
            var path = cluster.url() + "/api/v1/namespaces/default/configmaps";
            var request = HttpRequest.newBuilder(URI.create(path)).header("Authorization", "Bearer " + cluster.token());
            var object = "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"old\"}}";
            var created = client.send(
                    request.copy()
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(object))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(created.statusCode()).isEqualTo(201);
            var list = json.readTree(
                    client.send(request.build(), BodyHandlers.ofString()).body());
            assertThat(list.path("items").findValuesAsText("name")).contains("old");
        }
    }

    private static String origin(String name) throws ClassNotFoundException {
        return Class.forName(name)
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toString();
    }

    private static HttpClient trusting(NavarchCluster cluster) throws Exception {
        var pem = new ByteArrayInputStream(cluster.caCertificate().getBytes(StandardCharsets.US_ASCII));
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry("ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }
}
