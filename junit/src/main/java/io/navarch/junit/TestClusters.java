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

/** The clusters of one test class, closed by JUnit's store after its last test. Tests that run side by side share them. */
@SuppressWarnings("deprecation") // JUnit 5.9 knows no other way to have something closed
final class TestClusters implements Store.CloseableResource, AutoCloseable {
    private static final Namespace NAMESPACE = Namespace.create(TestClusters.class);

    private final Class<?> test;
    private final Map<String, NavarchCluster> clusters = new LinkedHashMap<>();
    private boolean closed;

    private TestClusters(Class<?> test) {
        this.test = test;
    }

    /** Those of the outermost class, whose nested classes have the same. */
    static TestClusters of(ExtensionContext context) {
        var top = context;
        while (top.getParent().isPresent()
                && top.getParent().get().getTestClass().isPresent()) {
            top = top.getParent().get();
        }
        var test = top.getRequiredTestClass();
        return Objects.requireNonNull(top.getStore(NAMESPACE)
                .getOrComputeIfAbsent(TestClusters.class, any -> new TestClusters(test), TestClusters.class));
    }

    synchronized NavarchCluster get(ClusterWish wish) {
        return clusters.computeIfAbsent(wish.name(), any -> wish.builder(test).start());
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
