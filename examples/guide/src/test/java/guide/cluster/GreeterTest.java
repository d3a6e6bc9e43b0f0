package guide.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import guide.Greeter;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.navarch.embedded.NavarchCluster;
import io.navarch.junit.NavarchTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** After: the test in place of that with a mock server or with binaries. */
@NavarchTest
class GreeterTest {
    KubernetesClient client;

    @BeforeEach
    void connect(NavarchCluster cluster) {
        client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(cluster.kubeconfig()))
                .build();
    }

    @Test
    void rollsOut(NavarchCluster cluster) throws Exception {
        client.resource(Greeter.deployment(2)).create();
        cluster.awaitQuiet(); // controllers, scheduler and kubelet have done it
        assertThat(Greeter.ready(client)).isEqualTo(2);
    }
}
