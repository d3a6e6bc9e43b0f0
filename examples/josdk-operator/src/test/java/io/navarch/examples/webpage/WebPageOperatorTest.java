package io.navarch.examples.webpage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.Operator;
import io.navarch.embedded.NavarchCluster;
import io.navarch.junit.NavarchTest;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The operator against a real API server, with real controllers, scheduler and garbage collector. */
@NavarchTest(manifests = "k8s")
class WebPageOperatorTest {
    private final WebPageReconciler reconciler = new WebPageReconciler();
    private KubernetesClient client;
    private Operator operator;

    @BeforeEach
    void start(NavarchCluster cluster) {
        client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(cluster.kubeconfig()))
                .build();
        operator = new Operator(override -> override.withKubernetesClient(client));
        operator.register(reconciler);
        operator.start();
    }

    @AfterEach
    void stop() {
        operator.stop();
        client.close();
    }

    private static WebPage page(String name, String html, Integer replicas) {
        var page = new WebPage();
        page.setMetadata(
                new ObjectMetaBuilder().withName(name).withNamespace("default").build());
        var spec = new WebPage.Spec();
        spec.setHtml(html);
        spec.setReplicas(replicas);
        page.setSpec(spec);
        return page;
    }

    private void awaitReady(String name, long generation) {
        client.resources(WebPage.class)
                .inNamespace("default")
                .withName(name)
                .waitUntilCondition(
                        page -> page != null
                                && page.getStatus() != null
                                && page.getStatus().isReady()
                                && page.getStatus().getObservedGeneration() >= generation,
                        20,
                        TimeUnit.SECONDS);
    }

    @Test
    void servesAPageAndCleansUpAfterIt() {
        client.resource(page("hello", "<h1>Hello</h1>", 2)).create();
        awaitReady("hello", 1);
        assertThat(client.pods()
                        .inNamespace("default")
                        .withLabel("app", "hello")
                        .list()
                        .getItems())
                .hasSize(2)
                .allMatch(pod -> pod.getStatus().getPhase().equals("Running"));

        client.resources(WebPage.class).inNamespace("default").withName("hello").edit(page -> {
            page.getSpec().setHtml("<h1>Welcome</h1>");
            page.getSpec().setReplicas(3);
            return page;
        });
        awaitReady("hello", 2);
        assertThat(client.configMaps()
                        .inNamespace("default")
                        .withName("hello")
                        .get()
                        .getData())
                .containsEntry("index.html", "<h1>Welcome</h1>");

        client.resources(WebPage.class).inNamespace("default").withName("hello").delete();
        client.apps()
                .deployments()
                .inNamespace("default")
                .withName("hello")
                .waitUntilCondition(Objects::isNull, 20, TimeUnit.SECONDS);
        client.configMaps()
                .inNamespace("default")
                .withName("hello")
                .waitUntilCondition(Objects::isNull, 20, TimeUnit.SECONDS);
        assertThat(reconciler.takenDown()).contains("hello");
    }

    @Test
    void keepsToTheSchema() {
        client.resource(page("plain", "<p>", null)).create();
        awaitReady("plain", 1);
        var stored = client.resources(WebPage.class)
                .inNamespace("default")
                .withName("plain")
                .get();
        assertThat(stored.getSpec().getReplicas()).isEqualTo(1);
        assertThatThrownBy(() -> client.resource(page("crowded", "<p>", 6)).create())
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("a page is served by five replicas at most");
        assertThatThrownBy(() -> client.resource(page("empty", "", 1)).create())
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("spec.html");
    }
}
