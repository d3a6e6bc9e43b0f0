package io.navarch.bench.rig;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Counts bindings and keeps the times of the first and the last. They are told by one thread. */
final class Bindings {
    private final CountDownLatch left;
    private volatile long first;
    private volatile long last;

    Bindings(int expected) {
        left = new CountDownLatch(expected);
    }

    void bound() {
        long now = System.nanoTime();
        if (first == 0) {
            first = now;
        }
        last = now;
        left.countDown();
    }

    boolean await(long time, TimeUnit unit) throws InterruptedException {
        return left.await(time, unit);
    }

    long missing() {
        return left.getCount();
    }

    long nanos() {
        return last - first;
    }
}
