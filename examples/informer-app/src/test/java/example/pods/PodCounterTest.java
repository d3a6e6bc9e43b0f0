package example.pods;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.apis.AppsV1Api;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1DeploymentSpec;
import io.kubernetes.client.openapi.models.V1LabelSelector;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import io.navarch.embedded.NavarchCluster;
import io.navarch.junit.NavarchTest;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@NavarchTest(nodes = 2)
class PodCounterTest {
    @Test
    void countsThePodsOfADeploymentAsItGrowsAndGoes(NavarchCluster cluster) throws Exception {
        var client = client(cluster);
        var apps = new AppsV1Api(client);
        try (var counter = new PodCounter(client)) {
            apps.createNamespacedDeployment("default", deployment("web", 4)).execute();
            eventually(cluster, () -> counter.on("node-1") == 2 && counter.on("node-2") == 2);

            apps.deleteNamespacedDeployment("web", "default").execute();
            eventually(cluster, () -> counter.on("node-1") + counter.on("node-2") == 0);
        }
    }

    private static ApiClient client(NavarchCluster cluster) throws Exception {
        var kubeconfig = KubeConfig.loadKubeConfig(new StringReader(cluster.kubeconfig()));
        return ClientBuilder.kubeconfig(kubeconfig).build();
    }

    /** The informer hears of what happened by a watch: soon, but not at once. */
    private static void eventually(NavarchCluster cluster, java.util.function.BooleanSupplier condition)
            throws InterruptedException {
        long end = System.nanoTime() + 20_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(() -> "still not, " + cluster).isLessThan(end);
            Thread.sleep(20);
        }
    }

    private static V1Deployment deployment(String name, int replicas) {
        var labels = Map.of("app", name);
        return new V1Deployment()
                .metadata(new V1ObjectMeta().name(name))
                .spec(new V1DeploymentSpec()
                        .replicas(replicas)
                        .selector(new V1LabelSelector().matchLabels(labels))
                        .template(new V1PodTemplateSpec()
                                .metadata(new V1ObjectMeta().labels(labels))
                                .spec(new V1PodSpec()
                                        .containers(List.of(
                                                new V1Container().name("web").image("example.com/web:1"))))));
    }
}
