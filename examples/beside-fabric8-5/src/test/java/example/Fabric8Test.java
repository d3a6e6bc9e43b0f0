package example;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.DefaultKubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.navarch.embedded.NavarchCluster;
import io.navarch.junit.NavarchTest;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Creates, lists and watches with a client that is older than the cluster. */
@NavarchTest
class Fabric8Test {
    @Test
    void createsListsAndWatches(NavarchCluster cluster) throws Exception {
        assertThat(KubernetesClient.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toString())
                .contains("-5.");
        try (var client = new DefaultKubernetesClient(Config.fromKubeconfig(cluster.kubeconfig()))) {
            var seen = new LinkedBlockingQueue<String>();
            try (var watch = client.configMaps().inNamespace("default").watch(new Watcher<ConfigMap>() {
                @Override
                public void eventReceived(Action action, ConfigMap map) {
                    seen.add(action + " " + map.getMetadata().getName());
                }

                @Override
                public void onClose(WatcherException cause) {
                    seen.add("closed");
                }
            })) {
                var map = new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName("old")
                        .withNamespace("default")
                        .endMetadata()
                        .addToData("key", "value")
                        .build();
                assertThat(client.configMaps()
                                .inNamespace("default")
                                .create(map)
                                .getMetadata()
                                .getUid())
                        .isNotEmpty();
                assertThat(client.configMaps().inNamespace("default").list().getItems())
                        .extracting(one -> one.getMetadata().getName())
                        .contains("old");
                String event;
                do {
                    event = seen.poll(10, TimeUnit.SECONDS);
                    assertThat(event).isNotNull().doesNotContain("closed");
                } while (!event.equals("ADDED old"));
            }
        }
    }
}
