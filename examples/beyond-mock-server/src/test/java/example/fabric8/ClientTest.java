package example.fabric8;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.RollableScalableResource;
import io.navarch.embedded.NavarchCluster;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the tests with fabric8's client have in common: a client of the cluster and objects to try it on. */
abstract class ClientTest {
    static final String NAMESPACE = "default";
    static final int SECONDS = 20;

    KubernetesClient client;

    @BeforeEach
    void connect(NavarchCluster cluster) {
        var config = Config.fromKubeconfig(cluster.kubeconfig());
        // As it comes, the client asks ten times, for half a minute, before it says that it was told to wait (429).
        config.setRequestRetryBackoffLimit(1);
        client = new KubernetesClientBuilder().withConfig(config).build();
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    static ConfigMap map(String name, Map<String, String> labels, Map<String, String> data) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(NAMESPACE)
                .withLabels(labels)
                .endMetadata()
                .withData(data)
                .build();
    }

    ConfigMap create(String name, String key, String value) {
        return client.resource(map(name, null, Map.of(key, value))).create();
    }

    Resource<ConfigMap> mapCalled(String name) {
        return client.configMaps().inNamespace(NAMESPACE).withName(name);
    }

    static PodBuilder pod(String name, String... command) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(NAMESPACE)
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("main")
                .withImage("main:1")
                .withCommand(List.of(command))
                .endContainer()
                .endSpec();
    }

    PodResource podCalled(String name) {
        return client.pods().inNamespace(NAMESPACE).withName(name);
    }

    PodResource running(PodBuilder pod) {
        var name = client.resource(pod.build()).create().getMetadata().getName();
        podCalled(name)
                .waitUntilCondition(
                        seen -> seen != null
                                && "Running".equals(seen.getStatus().getPhase()),
                        SECONDS,
                        TimeUnit.SECONDS);
        return podCalled(name);
    }

    static Deployment deployment(String name, int replicas) {
        return new DeploymentBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(NAMESPACE)
                .endMetadata()
                .withNewSpec()
                .withReplicas(replicas)
                .withNewSelector()
                .addToMatchLabels("app", name)
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .addToLabels("app", name)
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("web")
                .withImage("web:1")
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }

    RollableScalableResource<Deployment> deploymentCalled(String name) {
        return client.apps().deployments().inNamespace(NAMESPACE).withName(name);
    }

    List<Pod> podsOf(String app) {
        return client.pods().inNamespace(NAMESPACE).withLabel("app", app).list().getItems();
    }

    static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("still not: " + what);
            }
            Thread.sleep(20);
        }
    }
}
