package io.navarch.embedded.cluster;

import io.navarch.client.KubeClient;
import io.navarch.client.Resource;
import io.navarch.model.Kind;
import io.navarch.model.KubeObject;
import io.navarch.runtime.ManualClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/** A cluster whose time the test moves. */
final class ManualCluster implements AutoCloseable {
    private static final Duration REAL_LIMIT = Duration.ofSeconds(30);

    private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final EmbeddedCluster cluster;

    ManualCluster(int nodes) throws InterruptedException {
        cluster = EmbeddedCluster.start(nodes, clock);
    }

    KubeClient client() {
        return cluster.client();
    }

    ManualClock clock() {
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

    /** Lets time go by in small steps until the assertion holds. */
    void until(Runnable assertion) throws InterruptedException {
        long end = System.nanoTime() + REAL_LIMIT.toNanos();
        while (true) {
            try {
                assertion.run();
                return;
            } catch (AssertionError | RuntimeException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
            }
            step(Duration.ofMillis(200));
        }
    }

    /** Lets this much time go by in steps small enough for everybody to keep up. */
    void pass(Duration span) throws InterruptedException {
        var end = clock.now().plus(span);
        var step = span.compareTo(Duration.ofMinutes(5)) > 0 ? Duration.ofSeconds(10) : Duration.ofSeconds(1);
        while (clock.now().isBefore(end)) {
            step(step);
        }
    }

    private void step(Duration span) throws InterruptedException {
        clock.advance(span);
        // What the advance has woken works on threads of its own.
        Thread.sleep(5);
    }

    @Override
    public void close() {
        cluster.close();
    }
}
