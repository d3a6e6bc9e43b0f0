package guide.waiting;

import static org.assertj.core.api.Assertions.assertThat;

import guide.Greeter;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.navarch.embedded.NavarchCluster;
import io.navarch.junit.Cluster;
import io.navarch.junit.NavarchTest;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** After: the test in place of that with containers; its waiting stays as it is. */
@NavarchTest
class GreeterTest {
    @Cluster
    static NavarchCluster cluster;

    KubernetesClient client;

    @BeforeEach
    void connect() {
        client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(cluster.kubeconfig()))
                .build();
    }

    @Test
    void rollsOut() {
        client.resource(Greeter.deployment(2)).create();
        Greeter.in(client).waitUntilReady(3, TimeUnit.MINUTES);
        assertThat(Greeter.ready(client)).isEqualTo(2);
    }
}
