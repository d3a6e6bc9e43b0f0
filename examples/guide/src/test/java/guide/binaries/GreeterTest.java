package guide.binaries;

import static org.assertj.core.api.Assertions.assertThat;

import guide.Greeter;
import io.fabric8.kubeapitest.junit.EnableKubeAPIServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.Test;

/** Before: with kube-api-test. Compiled, not run, for it loads the binaries of etcd and kube-apiserver from the network. */
@EnableKubeAPIServer
class GreeterTest {
    static KubernetesClient client;

    @Test
    void rollsOut() {
        client.resource(Greeter.deployment(2)).create();
        Greeter.pretendReady(client, 2); // there is nobody else to do it
        assertThat(Greeter.ready(client)).isEqualTo(2);
    }
}
