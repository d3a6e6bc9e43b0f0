package guide.mock;

import static org.assertj.core.api.Assertions.assertThat;

import guide.Greeter;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import org.junit.jupiter.api.Test;

/** Before: with fabric8's mock server. */
@EnableKubernetesMockClient(crud = true)
class GreeterTest {
    KubernetesClient client;

    @Test
    void rollsOut() {
        client.resource(Greeter.deployment(2)).create();
        Greeter.pretendReady(client, 2); // there is nobody else to do it
        assertThat(Greeter.ready(client)).isEqualTo(2);
    }
}
