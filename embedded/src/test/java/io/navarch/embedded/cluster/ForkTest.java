package io.navarch.embedded.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.client.KubeClient;
import io.navarch.client.ListOptions;
import io.navarch.client.http.HttpTransport;
import io.navarch.client.http.Kubeconfig;
import io.navarch.embedded.ClusterSettings;
import io.navarch.embedded.ClusterStartException;
import io.navarch.embedded.NavarchCluster;
import io.navarch.embedded.ObjectRef;
import io.navarch.model.apps.v1.Deployment;
import io.navarch.model.core.v1.ConfigMap;
import io.navarch.model.core.v1.Pod;
import io.navarch.runtime.Clock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clusters that begin with the state of others. */
class ForkTest {
    private static final String DEPLOYMENT = """
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"default"},"spec":{"replicas":3,
             "selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"}},
             "spec":{"containers":[{"name":"c","image":"web:1"}]}}}}""";

    private final EmbeddedClusterProvider provider = new EmbeddedClusterProvider();

    private static KubeClient client(NavarchCluster cluster) {
        var config = Kubeconfig.ofToken(cluster.url(), cluster.caCertificate(), cluster.token());
        return new KubeClient(new HttpTransport(config, "test", Clock.system()));
    }

    private static void create(KubeClient client, String name) {
        client.of(ConfigMap.KIND, "default")
                .create(ConfigMap.EMPTY
                        .withMetadata(ConfigMap.EMPTY.metadata().withName(name))
                        .withData(Map.of("k", "1")));
    }

    private static ObjectRef map(String name) {
        return new ObjectRef("v1", "ConfigMap", "default", name);
    }

    @Test
    void goesItsOwnWay() {
        try (var first = provider.start(ClusterSettings.DEFAULT)) {
            create(client(first), "both");
            try (var second = first.fork()) {
                create(client(first), "only-first");
                create(client(second), "only-second");
                assertThat(second.snapshot().get(map("both"))).isPresent();
                assertThat(second.snapshot().get(map("only-first"))).isEmpty();
                assertThat(first.snapshot().get(map("only-second"))).isEmpty();
                try (var third = second.fork()) {
                    assertThat(third.snapshot().get(map("only-second"))).isPresent();
                }
            }
        }
    }

    @Test
    void keepsPodsRunning() throws InterruptedException {
        try (var first = provider.start(ClusterSettings.DEFAULT)) {
            var deployments = client(first).of(Deployment.KIND, "default");
            deployments.create(Deployment.KIND.read(DEPLOYMENT.getBytes(StandardCharsets.UTF_8)));
            Await.until(Duration.ofSeconds(20), () -> assertThat(
                            deployments.get("web").status().readyReplicas())
                    .isEqualTo(3));
            try (var second = first.fork()) {
                var pods = client(second).of(Pod.KIND, "default");
                client(second)
                        .of(Deployment.KIND, "default")
                        .change("web", web -> web.withSpec(web.spec().withReplicas(4)));
                Await.until(Duration.ofSeconds(20), () -> assertThat(
                                pods.list(ListOptions.ALL).items())
                        .hasSize(4)
                        .allMatch(pod -> pod.status().phase().equals("Running")));
                assertThat(client(first)
                                .of(Pod.KIND, "default")
                                .list(ListOptions.ALL)
                                .items())
                        .hasSize(3);
            }
        }
    }

    @Test
    void beginsWithASavedState(@TempDir Path folder) throws Exception {
        var file = folder.resolve("state");
        try (var first = provider.start(ClusterSettings.DEFAULT)) {
            create(client(first), "saved");
            first.snapshot().save(file);
        }
        var state = provider.load(file);
        assertThat(state.get(map("saved"))).isPresent();
        try (var second = provider.start(ClusterSettings.DEFAULT.withState(state))) {
            assertThat(client(second).of(ConfigMap.KIND, "default").get("saved").data())
                    .containsEntry("k", "1");
        }
        Files.writeString(file, "nonsense");
        assertThatThrownBy(() -> provider.load(file))
                .isInstanceOf(ClusterStartException.class)
                .hasMessageStartingWith("cannot begin with the state in " + file);
    }
}
