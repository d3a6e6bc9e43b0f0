package io.navarch.examples.janitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.navarch.embedded.NavarchCluster;
import io.navarch.junit.Cluster;
import io.navarch.junit.NavarchTest;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The application with a cluster whose time the test moves. */
@NavarchTest(manualClock = true)
@SpringBootTest(properties = "janitor.period=PT24H")
class JanitorTest {
    @Cluster
    static NavarchCluster cluster;

    @Autowired
    private Janitor janitor;

    @Autowired
    private KubernetesClient client;

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) {
        registry.add("janitor.kubeconfig", () -> cluster.kubeconfig());
    }

    @TestConfiguration
    static class ClusterTime {
        @Bean
        @Primary
        InstantSource clusterTime() {
            return () -> cluster.clock().now();
        }
    }

    private void pod(String name, String runFor) {
        client.resource(new PodBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace("default")
                        .addToAnnotations("simulated.navarch.io/run-for", runFor)
                        .endMetadata()
                        .withNewSpec()
                        .withRestartPolicy("Never")
                        .addNewContainer()
                        .withName("work")
                        .withImage("work:1")
                        .endContainer()
                        .endSpec()
                        .build())
                .create();
    }

    @Test
    void removesPodsAnHourAfterTheirEnd() throws InterruptedException {
        pod("brief", "1m");
        pod("long", "3h");
        cluster.clock().advance(Duration.ofMinutes(30));
        janitor.tidyUp();
        assertThat(names()).containsExactlyInAnyOrder("brief", "long");
        cluster.clock().advance(Duration.ofMinutes(40));
        janitor.tidyUp();
        cluster.clock().advance(Duration.ofMinutes(1));
        assertThat(names()).containsExactly("long");
    }

    private java.util.List<String> names() {
        return client.pods().inNamespace("default").list().getItems().stream()
                .map(pod -> pod.getMetadata().getName())
                .toList();
    }
}
