package io.navarch.examples.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The application with a cluster that counts quotas for real. */
@QuarkusTest
@QuarkusTestResource(ClusterResource.class)
class TeamsTest {
    @Inject
    Teams teams;

    @Inject
    KubernetesClient client;

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
    void aTeamKeepsToItsLimit() {
        teams.welcome("blue", 1);
        client.resourceQuotas()
                .inNamespace("blue")
                .withName("limit")
                .waitUntilCondition(
                        quota -> quota.getStatus() != null
                                && quota.getStatus().getHard() != null,
                        20,
                        TimeUnit.SECONDS);
        client.serviceAccounts()
                .inNamespace("blue")
                .withName("default")
                .waitUntilCondition(account -> account != null, 20, TimeUnit.SECONDS);
        client.resource(pod("first")).create();
        assertThatThrownBy(() -> client.resource(pod("second")).create())
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("exceeded quota: limit, requested: pods=1, used: pods=1, limited: pods=1");
        assertThat(client.pods().inNamespace("blue").list().getItems()).hasSize(1);
    }
}
