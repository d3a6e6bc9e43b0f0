package io.navarch.runtime;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The machine's time. */
final class SystemClock implements Clock {
    private @Nullable ScheduledThreadPoolExecutor timers;
    private boolean closed;

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        var executor = executor();
        if (executor == null) {
            return () -> {};
        }
        var future = executor.schedule(
                () -> {
                    Thread.ofVirtual().name("timer").start(task);
                },
                Math.max(0, delay.toNanos()),
                TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        Thread.sleep(duration);
    }

    static void pause(Duration duration) throws InterruptedException {
        Thread.sleep(duration);
    }

    private synchronized @Nullable ScheduledThreadPoolExecutor executor() {
        if (closed) {
            return null;
        }
        if (timers == null) {
            var created = new ScheduledThreadPoolExecutor(
                    1, Thread.ofPlatform().daemon().name("clock").factory());
            created.setRemoveOnCancelPolicy(true);
            created.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
            timers = created;
        }
        return timers;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (timers != null) {
            timers.shutdownNow();
        }
    }
}
