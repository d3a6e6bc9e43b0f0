package io.navarch.examples.quota;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.navarch.embedded.NavarchCluster;
import io.navarch.junit.NavarchTest;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** A cluster of {@code @NavarchTest} besides the application's: it starts after the application, which knows nothing of it. */
@QuarkusTest
@QuarkusTestResource(ClusterResource.class)
@NavarchTest
class AnotherClusterTest {
    @Inject
    KubernetesClient client;

    NavarchCluster mine;

    @Test
    void isNotTheApplications(NavarchCluster another) {
        assertThat(client.getMasterUrl()).asString().startsWith(mine.url());
        assertThat(another.url()).isNotEqualTo(mine.url());
    }
}
