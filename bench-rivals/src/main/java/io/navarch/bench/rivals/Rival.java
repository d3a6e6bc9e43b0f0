package io.navarch.bench.rivals;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.navarch.embedded.NavarchCluster;
import java.util.HashMap;

/** A server that a test may start, and how its client finds it. */
sealed interface Rival extends AutoCloseable {
    Config access();

    @Override
    void close();

    default KubernetesClient client() {
        return new KubernetesClientBuilder().withConfig(access()).build();
    }

    static Rival start(String name) {
        return name.equals("mock") ? new Mock() : new Cluster(NavarchCluster.start());
    }

    /** Navarch, as it comes. */
    record Cluster(NavarchCluster cluster) implements Rival {
        @Override
        public Config access() {
            return Config.fromKubeconfig(cluster.kubeconfig());
        }

        @Override
        public void close() {
            cluster.close();
        }
    }

    /** As {@code @EnableKubernetesMockClient(crud = true)} starts it. */
    final class Mock implements Rival {
        private final KubernetesMockServer server = new KubernetesMockServer(
                new Context(), new MockWebServer(), new HashMap<>(), new KubernetesCrudDispatcher(), true);

        Mock() {
            server.init();
        }

        @Override
        public Config access() {
            try (var client = server.createClient()) {
                return client.getConfiguration();
            }
        }

        @Override
        public void close() {
            server.destroy();
        }
    }
}
