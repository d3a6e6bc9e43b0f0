package io.navarch.controllers.pods;

import io.navarch.runtime.activity.Activity;
import io.navarch.runtime.activity.Latch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Runs many like requests side by side in growing batches (1, 2, 4 … 64), so that a fault that hits all of them, such as an
 * exhausted quota, costs one request and not thousands.
 */
public final class Batches {
    private static final int LARGEST = 64;

    private Batches() {}

    /** Runs the tasks; after the first batch with a failure no more begin, and that failure is thrown. */
    public static void run(Activity activity, List<Callable<?>> tasks) throws InterruptedException {
        int size = 1;
        for (int from = 0; from < tasks.size(); ) {
            int to = Math.min(tasks.size(), from + size);
            runBatch(activity, tasks.subList(from, to));
            from = to;
            size = Math.min(LARGEST, size * 2);
        }
    }

    private static void runBatch(Activity activity, List<Callable<?>> tasks) throws InterruptedException {
        if (tasks.size() == 1) {
            var alone = new FutureTask<Object>(tasks.get(0)::call);
            alone.run();
            await(alone);
            return;
        }
        var running = new ArrayList<FutureTask<?>>();
        var ended = new Latch(activity, tasks.size());
        for (var task : tasks) {
            var future = new FutureTask<Object>(task::call);
            running.add(future);
            activity.start("batch", () -> {
                try {
                    future.run();
                } finally {
                    ended.countDown();
                }
            });
        }
        ended.await();
        RuntimeException failure = null;
        for (var future : running) {
            try {
                await(future);
            } catch (RuntimeException e) {
                failure = failure == null ? e : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static void await(FutureTask<?> future) throws InterruptedException {
        try {
            future.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException failure -> throw failure;
                case InterruptedException interrupted -> throw interrupted;
                case null, default -> throw new IllegalStateException(e.getCause());
            }
        }
    }
}
