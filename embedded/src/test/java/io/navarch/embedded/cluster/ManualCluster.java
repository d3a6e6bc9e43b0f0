package io.navarch.embedded.cluster;

import io.navarch.client.KubeClient;
import io.navarch.client.Resource;
import io.navarch.embedded.RequestRecord;
import io.navarch.embedded.node.NodeSet;
import io.navarch.embedded.time.ClusterTime;
import io.navarch.model.Kind;
import io.navarch.model.KubeObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A cluster whose time the test moves. */
final class ManualCluster implements AutoCloseable {
    /** Of the cluster's time. */
    private static final Duration LIMIT = Duration.ofMinutes(30);

    private final ClusterTime clock = ClusterTime.standing(Instant.parse("2026-01-01T00:00:00Z"));
    private final EmbeddedCluster cluster;

    ManualCluster(int nodes) throws InterruptedException {
        cluster = EmbeddedCluster.start(nodes, clock);
    }

    KubeClient client() {
        return cluster.client();
    }

    NodeSet nodes() {
        return cluster.nodes();
    }

    EmbeddedCluster cluster() {
        return cluster;
    }

    /** What was asked of the API server, and by whom. */
    List<RequestRecord> requests() {
        return cluster.requests();
    }

    ClusterTime clock() {
        return clock;
    }

    <T extends KubeObject<T>> Resource<T> of(Kind<T> kind) {
        return cluster.client().of(kind, kind.namespaced() ? "default" : "");
    }

    /** Creates the object that the JSON with single quotes describes. */
    <T extends KubeObject<T>> T create(Kind<T> kind, String json) {
        var tree = kind.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8))
                .tree();
        return of(kind).create(kind.view()
                .apply(tree.with("apiVersion", kind.apiVersion()).with("kind", kind.name())));
    }

    /** Lets time go by until the assertion holds. */
    void until(Runnable assertion) throws InterruptedException {
        if (!cluster.travel().travel(LIMIT, () -> holds(assertion))) {
            assertion.run();
        }
    }

    private static boolean holds(Runnable assertion) {
        try {
            assertion.run();
            return true;
        } catch (AssertionError | RuntimeException e) {
            return false;
        }
    }

    /** Lets this much time go by. */
    void pass(Duration span) throws InterruptedException {
        cluster.travel().advance(span);
    }

    @Override
    public void close() {
        cluster.close();
    }
}
