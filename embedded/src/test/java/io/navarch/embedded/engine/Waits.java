package io.navarch.embedded.engine;

import io.navarch.client.KubeClient;
import io.navarch.model.core.v1.Pod;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** Waits for pods of the namespace default. */
final class Waits {
    private static final long PATIENCE_NANOS = 30_000_000_000L;
    private static final long PAUSE_NANOS = 10_000_000;

    private Waits() {}

    static Pod pod(KubeClient client, String name, Predicate<Pod> wanted) {
        until(
                () -> client.of(Pod.KIND, "default").find(name).filter(wanted).isPresent(),
                () -> String.valueOf(client.of(Pod.KIND, "default").find(name)));
        return client.of(Pod.KIND, "default").get(name);
    }

    static void gone(KubeClient client, String name) {
        until(() -> client.of(Pod.KIND, "default").find(name).isEmpty(), () -> name + " is still there");
    }

    static void until(BooleanSupplier wanted, java.util.function.Supplier<String> otherwise) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!wanted.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited in vain: " + otherwise.get());
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    static boolean isReady(KubeClient client, String name) {
        return isReady(client.of(Pod.KIND, "default").get(name));
    }

    static boolean isReady(Pod pod) {
        return pod.status().conditions().stream()
                .anyMatch(condition ->
                        condition.type().equals("Ready") && condition.status().equals("True"));
    }
}
