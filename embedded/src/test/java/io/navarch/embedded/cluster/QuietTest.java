package io.navarch.embedded.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.client.KubeClient;
import io.navarch.client.ListOptions;
import io.navarch.client.http.HttpTransport;
import io.navarch.client.http.Kubeconfig;
import io.navarch.client.informer.Informers;
import io.navarch.embedded.NavarchCluster;
import io.navarch.model.apps.v1.Deployment;
import io.navarch.model.core.v1.ConfigMap;
import io.navarch.model.core.v1.Pod;
import io.navarch.runtime.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Waiting until a cluster is quiet, with the machine's time and with time that stands, with clients inside and outside. */
class QuietTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static Deployment deployment(String name, int replicas) {
        return Deployment.KIND
                .view()
                .apply(Deployment.KIND
                        .read(("""
                {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"%1$s"},"spec":{"replicas":%2$d,
                  "selector":{"matchLabels":{"app":"%1$s"}},"template":{"metadata":{"labels":{"app":"%1$s"}},
                    "spec":{"containers":[{"name":"c","image":"web:1"}]}}}}""".formatted(name, replicas)).getBytes())
                        .tree());
    }

    @Test
    void everythingHasFollowedWhenItIsQuiet() throws InterruptedException {
        try (var cluster = new ManualCluster(2)) {
            cluster.pass(Duration.ofMinutes(1));
            for (int round = 0; round < 20; round++) {
                var name = "web-" + round;
                cluster.of(Deployment.KIND).create(deployment(name, 3));
                cluster.cluster().awaitQuiet(LIMIT);
                assertThat(cluster.of(Deployment.KIND).get(name).status().readyReplicas())
                        .isEqualTo(3);
                cluster.of(Deployment.KIND).change(name, web -> web.withSpec(spec -> spec.withReplicas(1)));
                cluster.pass(Duration.ofSeconds(40));
                assertThat(cluster.of(Pod.KIND)
                                .list(ListOptions.ALL.withLabels("app=" + name))
                                .items())
                        .hasSize(1);
            }
        }
    }

    @Test
    void itIsQuietWithTheMachinesTimeToo() throws InterruptedException {
        try (var cluster = NavarchCluster.start()) {
            cluster.awaitQuiet();
            cluster.clock().manual();
            var stood = cluster.clock().now();
            cluster.clock().advance(Duration.ofDays(1));
            assertThat(cluster.clock().now()).isEqualTo(stood.plus(Duration.ofDays(1)));
            cluster.clock().automatic();
            cluster.awaitQuiet();
        }
    }

    /** A client over HTTPS that makes a ConfigMap for each Deployment it hears of. */
    @Test
    void aClientOutsideHasTimeToAnswerWhatItWasTold() throws InterruptedException {
        try (var cluster = new ManualCluster(1);
                var clock = Clock.system();
                var transport = outside(cluster, clock);
                var informers = new Informers(new KubeClient(transport), clock)) {
            informers.of(Deployment.KIND).onChange((before, after) -> {
                if (before == null && after != null) {
                    new KubeClient(transport)
                            .of(ConfigMap.KIND, "default")
                            .create(ConfigMap.EMPTY.withMetadata(meta -> meta.withName(after.name())));
                }
            });
            informers.start();
            for (int round = 0; round < 10; round++) {
                var name = "d-" + round;
                cluster.of(Deployment.KIND).create(deployment(name, 0));
                cluster.cluster().awaitQuiet(LIMIT);
                assertThat(cluster.of(ConfigMap.KIND).find(name)).isPresent();
            }
        }
    }

    private static HttpTransport outside(ManualCluster cluster, Clock clock) {
        var config = Kubeconfig.ofToken(
                cluster.cluster().url(),
                cluster.cluster().caCertificate(),
                cluster.cluster().token());
        return new HttpTransport(config, "operator", clock);
    }

    @Test
    void namesWhatIsStillBusy() throws InterruptedException {
        try (var cluster = new ManualCluster(1)) {
            cluster.cluster().awaitQuiet(LIMIT);
            try (var work = cluster.clock().activity().begin("a backup of everything")) {
                assertThatThrownBy(() -> cluster.cluster().awaitQuiet(Duration.ofMillis(10)))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("not quiet after 10 ms; busy: a backup of everything");
                work.idle();
                cluster.cluster().awaitQuiet(LIMIT);
            }
        }
    }
}
