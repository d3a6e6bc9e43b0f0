package io.navarch.junit;

import io.navarch.embedded.ClusterClosedException;
import io.navarch.embedded.NavarchCluster;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;

/** The clusters of one test class or method, closed by JUnit's store when it is done. Tests that run side by side share them. */
@SuppressWarnings("deprecation") // JUnit 5.9 knows no other way to have something closed
final class TestClusters implements Store.CloseableResource, AutoCloseable {
    private static final Namespace NAMESPACE = Namespace.create(TestClusters.class);

    private final ClusterOwner owner;
    private final Map<String, NavarchCluster> clusters = new LinkedHashMap<>();
    private boolean closed;

    private TestClusters(ClusterOwner owner) {
        this.owner = owner;
    }

    static TestClusters of(ExtensionContext context) {
        var owner = ClusterOwner.of(context);
        // A store asks those of its parents too, so each owner has a key of its own.
        return Objects.requireNonNull(owner.context()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(
                        owner.context().getUniqueId(), any -> new TestClusters(owner), TestClusters.class));
    }

    /** The cluster of the class or method itself. */
    NavarchCluster own() {
        return get(owner.wish().orElse(ClusterWish.PLAIN));
    }

    NavarchCluster get(Cluster cluster) {
        return get(owner.wish(cluster));
    }

    private synchronized NavarchCluster get(ClusterWish wish) {
        return clusters.computeIfAbsent(
                wish.name(), any -> wish.builder(owner.test()).start());
    }

    /** What each of the clusters that are open reports. */
    synchronized List<String> reports() {
        return clusters.values().stream().flatMap(TestClusters::report).toList();
    }

    private static Stream<String> report(NavarchCluster cluster) {
        try {
            return Stream.of(cluster.report());
        } catch (ClusterClosedException e) {
            return Stream.of("Its cluster does not report, for the test has closed it: " + e.getMessage());
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            clusters.values().forEach(NavarchCluster::close);
            clusters.clear();
        }
    }
}
