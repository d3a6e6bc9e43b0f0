package io.navarch.examples.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.navarch.embedded.NavarchCluster;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** The application with a cluster that counts quotas for real. */
@QuarkusTest
@QuarkusTestResource(ClusterResource.class)
class TeamsTest {
    @Inject
    Teams teams;

    @Inject
    KubernetesClient client;

    NavarchCluster cluster;

    private static Pod pod(String name) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("blue")
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("web")
                .withImage("web:1")
                .endContainer()
                .endSpec()
                .build();
    }

    @Test
    void aTeamKeepsToItsLimit() throws InterruptedException {
        teams.welcome("blue", 1);
        cluster.awaitQuiet(); // the quota has its status, the namespace its service account
        client.resource(pod("first")).create();
        assertThatThrownBy(() -> client.resource(pod("second")).create())
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("exceeded quota: limit, requested: pods=1, used: pods=1, limited: pods=1");
        assertThat(client.pods().inNamespace("blue").list().getItems()).hasSize(1);
    }
}
