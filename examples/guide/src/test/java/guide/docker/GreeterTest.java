package guide.docker;

import static org.assertj.core.api.Assertions.assertThat;

import guide.Greeter;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.utility.DockerImageName;

/** Before: with k3s by Testcontainers. Compiled, not run, for it wants Docker. */
@Testcontainers
class GreeterTest {
    @Container
    static K3sContainer cluster = new K3sContainer(DockerImageName.parse("rancher/k3s:v1.33.4-k3s1"));

    KubernetesClient client;

    @BeforeEach
    void connect() {
        client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(cluster.getKubeConfigYaml()))
                .build();
    }

    @Test
    void rollsOut() {
        client.resource(Greeter.deployment(2)).create();
        Greeter.in(client).waitUntilReady(3, TimeUnit.MINUTES);
        assertThat(Greeter.ready(client)).isEqualTo(2);
    }
}
