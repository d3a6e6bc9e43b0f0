package io.navarch.embedded.cluster;

import java.time.Duration;

/** Tries an assertion again and again until it holds or a deadline has passed. */
final class Await {
    private Await() {}

    static void until(Duration deadline, Runnable assertion) throws InterruptedException {
        long end = System.nanoTime() + deadline.toNanos();
        while (true) {
            try {
                assertion.run();
                return;
            } catch (AssertionError | RuntimeException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
            }
            Thread.sleep(20);
        }
    }
}
