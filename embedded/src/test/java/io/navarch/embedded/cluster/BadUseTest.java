package io.navarch.embedded.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.client.KubeClient;
import io.navarch.client.http.HttpTransport;
import io.navarch.client.http.Kubeconfig;
import io.navarch.embedded.ClusterClosedException;
import io.navarch.embedded.ClusterSettings;
import io.navarch.embedded.NavarchCluster;
import io.navarch.embedded.ObjectRef;
import io.navarch.embedded.Snapshot;
import io.navarch.model.core.v1.ConfigMap;
import io.navarch.runtime.Clock;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What is done to clusters that one should not do, or that one might think one may not. */
class BadUseTest {
    private static final ClusterSettings SMALL = ClusterSettings.DEFAULT.withNodes(List.of());

    private final EmbeddedClusterProvider provider = new EmbeddedClusterProvider();

    private static KubeClient client(NavarchCluster cluster) {
        var config = Kubeconfig.ofToken(cluster.url(), cluster.caCertificate(), cluster.token());
        return new KubeClient(new HttpTransport(config, "test", Clock.system()));
    }

    private static ConfigMap map(String name) {
        return ConfigMap.EMPTY.withMetadata(ConfigMap.EMPTY.metadata().withName(name));
    }

    @Test
    void aClientOfAClosedClusterIsRefused() {
        var cluster = provider.start(SMALL);
        var maps = client(cluster).of(ConfigMap.KIND, "default");
        maps.create(map("a"));
        cluster.close();
        assertThatThrownBy(() -> maps.get("a")).isInstanceOf(UncheckedIOException.class);
        assertThatThrownBy(() -> maps.get("a"))
                .isInstanceOf(UncheckedIOException.class)
                .hasCauseInstanceOf(ConnectException.class);
    }

    @Test
    void aForkOfAClosedClusterIsRefused() {
        var cluster = provider.start(SMALL.withName("gone"));
        var state = cluster.snapshot();
        cluster.close();
        for (UnaryOperator<NavarchCluster> use :
                List.<UnaryOperator<NavarchCluster>>of(NavarchCluster::fork, closed -> closed.fork(state))) {
            assertThatThrownBy(() -> use.apply(cluster))
                    .isInstanceOf(ClusterClosedException.class)
                    .hasMessageStartingWith("cluster gone (https://127.0.0.1:");
        }
        // The state itself outlives its cluster.
        try (var other = provider.start(SMALL.withState(state))) {
            assertThat(other.snapshot().list("v1", "Namespace", "")).hasSize(4);
        }
    }

    @Test
    void aForkOutlivesItsOrigin() {
        var origin = provider.start(SMALL);
        client(origin).of(ConfigMap.KIND, "default").create(map("a"));
        try (var fork = origin.fork()) {
            origin.close();
            client(fork).of(ConfigMap.KIND, "default").create(map("b"));
            try (var second = fork.fork()) {
                assertThat(client(second).of(ConfigMap.KIND, "default").find("b"))
                        .isPresent();
            }
        }
    }

    /** Forks of forks, all running, while somebody writes to the first. */
    @Test
    void clustersAreForkedWhileTheyAreWrittenTo() throws InterruptedException {
        try (var origin = provider.start(ClusterSettings.DEFAULT)) {
            var writes = new AtomicBoolean(true);
            var writer = Thread.ofVirtual().start(() -> {
                var maps = client(origin).of(ConfigMap.KIND, "default");
                for (int i = 0; writes.get(); i++) {
                    maps.create(map("m" + i));
                }
            });
            try (var first = origin.fork();
                    var second = first.fork();
                    var third = origin.fork()) {
                for (var fork : List.of(first, second, third)) {
                    client(fork).of(ConfigMap.KIND, "default").create(map("own"));
                    fork.awaitQuiet();
                    var ref = new ObjectRef("v1", "ConfigMap", "default", "own");
                    assertThat(fork.snapshot().get(ref)).isPresent();
                    assertThat(origin.snapshot().get(ref)).isEmpty();
                }
            } finally {
                writes.set(false);
                writer.join();
            }
        }
    }

    @Test
    void aSnapshotThatSomebodyElseMadeIsRefused() {
        var strange = new Snapshot() {
            @Override
            public long revision() {
                return 1;
            }

            @Override
            public Optional<String> get(ObjectRef object) {
                return Optional.empty();
            }

            @Override
            public List<String> list(String apiVersion, String kind, String namespace) {
                return List.of();
            }

            @Override
            public Path save(Path file) {
                return file;
            }
        };
        try (var cluster = provider.start(SMALL)) {
            assertThatThrownBy(() -> cluster.fork(strange))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith(
                            "a cluster begins with what NavarchCluster.snapshot(), at(revision) or a saved");
        }
    }
}
