package io.navarch.embedded.node;

import io.navarch.client.KubeClient;
import io.navarch.model.core.v1.Pod;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** Waits for pods of the namespace default. */
final class Pods {
    private static final long PATIENCE_NANOS = 20_000_000_000L;
    private static final long PAUSE_NANOS = 10_000_000;

    private Pods() {}

    static void until(BooleanSupplier wanted) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!wanted.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited in vain");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    static Pod await(KubeClient client, String name, Predicate<Pod> wanted) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            var pod = client.of(Pod.KIND, "default").find(name);
            if (pod.filter(wanted).isPresent()) {
                return pod.get();
            }
            if (System.nanoTime() > end) {
                throw new AssertionError("waited in vain for " + name + ": " + pod);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
