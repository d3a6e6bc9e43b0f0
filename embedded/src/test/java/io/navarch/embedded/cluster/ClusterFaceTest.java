package io.navarch.embedded.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.embedded.ClusterClosedException;
import io.navarch.embedded.ClusterStartException;
import io.navarch.embedded.NavarchCluster;
import io.navarch.embedded.NodeShape;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.FutureTask;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster as a test sees it. */
class ClusterFaceTest {
    @Test
    void answersWhoeverBringsTheToken() throws Exception {
        try (var cluster = NavarchCluster.start();
                var client = trusting(cluster)) {
            assertThat(get(client, cluster, "/api/v1/namespaces/default", cluster.token())
                            .statusCode())
                    .isEqualTo(200);
            assertThat(get(client, cluster, "/api/v1/namespaces/default", "wrong")
                            .statusCode())
                    .isIn(401, 403);
        }
    }

    @Test
    void hasNodesOfTheWantedShapes() throws Exception {
        var gpu = NodeShape.named("big").with("nvidia.com/gpu", "8").zone("a").taint("dedicated=gpu:NoSchedule");
        try (var cluster =
                        NavarchCluster.builder().nodes(NodeShape.DEFAULT, gpu).start();
                var client = trusting(cluster)) {
            Await.until(Duration.ofSeconds(10), () -> {
                var big = body(client, cluster, "/api/v1/nodes/big");
                assertThat(big)
                        .contains("\"nvidia.com/gpu\":\"8\"")
                        .contains("\"topology.kubernetes.io/zone\":\"a\"")
                        .contains("\"key\":\"dedicated\"");
                assertThat(body(client, cluster, "/api/v1/nodes/node-1")).contains("KubeletReady");
            });
        }
    }

    @Test
    void movesTimeWhenToldTo() throws Exception {
        var start = Instant.parse("2026-03-01T00:00:00Z");
        try (var cluster = NavarchCluster.builder().manualClock(start).start()) {
            cluster.clock().advance(Duration.ofSeconds(3));
            assertThat(cluster.clock().now()).isEqualTo(start.plusSeconds(3));
        }
    }

    @Test
    void answersClientsOfThePresentAtAnyTime() throws Exception {
        for (var time : List.of("2001-02-03T04:05:06Z", "2077-01-01T00:00:00Z")) {
            try (var cluster = NavarchCluster.builder()
                            .nodes(0)
                            .manualClock(Instant.parse(time))
                            .start();
                    var client = trusting(cluster)) {
                assertThat(body(client, cluster, "/api/v1/namespaces/default")).contains(time);
            }
        }
    }

    @Test
    void writesAKubeconfig(@TempDir Path folder) throws Exception {
        try (var cluster = NavarchCluster.builder().name("blue").start()) {
            var file = cluster.kubeconfigFile(folder.resolve("config"));
            assertThat(Files.readString(file)).contains(cluster.url()).contains("kubernetes-admin@blue");
            assertThat(cluster.kubeconfig("eve", "team")).contains("eve@blue");
        }
    }

    @Test
    void saysWhenItWasClosed() {
        var cluster = NavarchCluster.builder().name("gone").start();
        var url = cluster.url();
        cluster.close();
        cluster.close();
        assertThatThrownBy(cluster::kubeconfig)
                .isInstanceOf(ClusterClosedException.class)
                .hasMessageStartingWith("cluster gone (" + url + ") was closed at 20");
    }

    @Test
    void createsManifestsWhoeverNeedsWhom(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("1-use.yaml"), """
                apiVersion: example.com/v1
                kind: Backup
                metadata: {name: orders, namespace: shop}
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: settings, namespace: shop}
                data: {mode: "y"}
                """);
        Files.writeString(folder.resolve("2-define.yaml"), """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: backups.example.com}
                spec:
                  group: example.com
                  scope: Namespaced
                  names: {kind: Backup, plural: backups}
                  versions:
                  - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}
                ---
                apiVersion: v1
                kind: Namespace
                metadata: {name: shop}
                """);
        try (var cluster = NavarchCluster.builder().manifests(folder).start();
                var client = trusting(cluster)) {
            assertThat(body(client, cluster, "/apis/example.com/v1/namespaces/shop/backups/orders"))
                    .contains("\"kind\":\"Backup\"");
            assertThat(body(client, cluster, "/api/v1/namespaces/shop/configmaps/settings"))
                    .contains("\"mode\":\"y\"");
        }
    }

    @Test
    void saysWhichManifestIsWrong(@TempDir Path folder) throws Exception {
        var file =
                Files.writeString(folder.resolve("wrong.yaml"), "{apiVersion: v1, kind: Pod, metadata: {name: UPPER}}");
        assertThatThrownBy(() -> NavarchCluster.builder().manifests(file).start())
                .isInstanceOf(ClusterStartException.class)
                .hasMessageStartingWith(file + ": cannot create Pod UPPER: Pod \"UPPER\" is invalid");
    }

    @Test
    void saysThatAPortIsTaken() throws Exception {
        try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = other.getLocalPort();
            assertThatThrownBy(() -> NavarchCluster.builder().port(port).start())
                    .isInstanceOf(ClusterStartException.class)
                    .hasMessage("cluster navarch cannot start: port " + port
                            + " of 127.0.0.1 is taken; leave port() out for any that is free");
        }
    }

    @Test
    void pausesUntilSomebodyIsDoneLooking() throws Exception {
        var cluster = NavarchCluster.start();
        var file = Path.of(cluster.kubectl().replace("kubectl --kubeconfig ", ""));
        try (cluster) {
            assertThat(file).content().contains(cluster.url());
            var paused = new FutureTask<>(() -> {
                cluster.pause();
                return true;
            });
            Thread.ofVirtual().start(paused);
            Await.until(Duration.ofSeconds(10), () -> {
                assertThat(file.toFile().delete()).isFalse();
                assertThat(paused.isDone()).isTrue();
            });
            cluster.kubectl();
            assertThat(file).exists();
        }
        assertThat(file).doesNotExist();
    }

    private static String body(HttpClient client, NavarchCluster cluster, String path) {
        try {
            return get(client, cluster, path, cluster.token()).body();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static HttpResponse<String> get(HttpClient client, NavarchCluster cluster, String path, String token)
            throws Exception {
        var request = HttpRequest.newBuilder(URI.create(cluster.url() + path))
                .header("Authorization", "Bearer " + token)
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
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
