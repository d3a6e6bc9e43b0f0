package io.navarch.embedded.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.navarch.client.KubeClient;
import io.navarch.client.ListOptions;
import io.navarch.client.http.HttpTransport;
import io.navarch.client.http.Kubeconfig;
import io.navarch.embedded.NavarchCluster;
import io.navarch.model.authentication.v1.SelfSubjectReview;
import io.navarch.model.core.v1.Node;
import io.navarch.pki.Credential;
import io.navarch.pki.Pem;
import io.navarch.runtime.Clock;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds although the cluster's time stands, or is not the machine's. */
class MovedTimeTest {
    @Test
    void nodesGetReadyWhileTimeStands() throws InterruptedException {
        try (var cluster = new ManualCluster(2)) {
            cluster.cluster().awaitQuiet(Duration.ofSeconds(30));
            assertThat(cluster.of(Node.KIND).list(ListOptions.ALL).items())
                    .hasSize(2)
                    .allSatisfy(node -> {
                        assertThat(node.spec().taints()).isEmpty();
                        assertThat(node.status().conditions())
                                .anyMatch(condition -> condition.type().equals("Ready")
                                        && condition.status().equals("True"));
                    });
        }
    }

    @Test
    void usersEnterWithTheirCertificates(@TempDir Path folder) throws Exception {
        try (var cluster = NavarchCluster.builder().nodes(0).manualClock().start();
                var clock = Clock.system()) {
            cluster.clock().advance(Duration.ofDays(2));
            var file = Files.writeString(folder.resolve("config"), cluster.kubeconfig("jane", "team"));
            try (var transport = new HttpTransport(Kubeconfig.read(file), "test", clock)) {
                var me = new KubeClient(transport).of(SelfSubjectReview.KIND).create(SelfSubjectReview.EMPTY);
                assertThat(me.status().userInfo().username()).isEqualTo("jane");
                assertThat(me.status().userInfo().groups()).contains("team");
            }
        }
    }

    @Test
    void serversOfTheTestShowWhatTheClusterTrusts() throws Exception {
        try (var cluster = NavarchCluster.builder().nodes(0).manualClock().start()) {
            cluster.clock().advance(Duration.ofDays(2));
            var server = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(
                    cluster.serverIdentity("hooks.example").sslContext()));
            server.createContext("/", exchange -> exchange.sendResponseHeaders(204, -1));
            server.start();
            try (var client =
                    HttpClient.newBuilder().sslContext(trusting(cluster)).build()) {
                for (var host : new String[] {"localhost", "127.0.0.1"}) {
                    var uri = URI.create(
                            "https://" + host + ":" + server.getAddress().getPort() + "/");
                    var answer = client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding());
                    assertThat(answer.statusCode()).isEqualTo(204);
                }
            } finally {
                server.stop(0);
            }
        }
    }

    private static SSLContext trusting(NavarchCluster cluster) throws Exception {
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(Credential.trustStore(Pem.certificates(cluster.caCertificate())));
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
