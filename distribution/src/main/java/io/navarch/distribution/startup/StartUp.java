package io.navarch.distribution.startup;

import io.navarch.runtime.Clock;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Starts things in order and stops them in the opposite order.
 *
 * <pre>
 *   try (var startUp = new StartUp(out, clock)) {
 *       var data  = startUp.step("data directory", () -&gt; DataDirectory.open(path));
 *       var store = startUp.step("store", () -&gt; Store.open(data.store()));
 *       …                                        // a failure here undoes the store, then the data directory
 *   }
 * </pre>
 *
 * Used by one thread. {@link #begin} lets a slow step run beside the following ones.
 */
public final class StartUp implements AutoCloseable {
    private final PrintStream out;
    private final Clock clock;
    private final long started;
    private final Deque<Undo> undos = new ArrayDeque<>();

    /** Stops or takes back what a step did. */
    @FunctionalInterface
    public interface Undoing<T> {
        void undo(T made) throws Exception;
    }

    private record Undo(String name, Action action) {}

    private interface Action {
        void run() throws Exception;
    }

    public StartUp(PrintStream out, Clock clock) {
        this.out = out;
        this.clock = clock;
        this.started = clock.nanos();
    }

    /** Runs a step whose result is closed when the cluster stops. */
    public <T extends AutoCloseable> T step(String name, Callable<T> action) {
        return step(name, action, AutoCloseable::close);
    }

    /** Runs a step that leaves nothing to stop. */
    public void check(String name, Runnable action) {
        step(
                name,
                () -> {
                    action.run();
                    return name;
                },
                nothing -> {});
    }

    /**
     * Runs a step and shows how long it took.
     *
     * @throws StartUpException if it fails; the caller closes this start-up, which undoes the earlier steps
     */
    public <T> T step(String name, Callable<T> action, Undoing<? super T> undo) {
        long begin = clock.nanos();
        FutureTask<T> task = new FutureTask<>(action);
        task.run();
        return settle(name, task, begin, undo);
    }

    /** Begins a step on a virtual thread; {@link Pending#await} waits for it and shows its line. */
    public <T> Pending<T> begin(String name, Callable<T> action, Undoing<? super T> undo) {
        FutureTask<T> task = new FutureTask<>(action);
        Pending<T> pending = new Pending<>(this, name, task, clock.nanos(), undo);
        undos.push(new Undo(name, pending::abandon));
        Thread.ofVirtual().name("start " + name).start(task);
        return pending;
    }

    /** A step that was begun and may still be running. */
    public static final class Pending<T> {
        private final StartUp startUp;
        private final String name;
        private final FutureTask<T> task;
        private final long begin;
        private final Undoing<? super T> undo;
        private boolean settled;

        private Pending(StartUp startUp, String name, FutureTask<T> task, long begin, Undoing<? super T> undo) {
            this.startUp = startUp;
            this.name = name;
            this.task = task;
            this.begin = begin;
            this.undo = undo;
        }

        /**
         * Waits until the step is done.
         *
         * @throws StartUpException if it failed
         */
        public T await() {
            settled = true;
            return startUp.settle(name, task, begin, undo);
        }

        /** The start-up ends before anybody waited for this step. */
        private void abandon() throws Exception {
            if (!settled) {
                settled = true;
                undo.undo(task.get());
            }
        }
    }

    private <T> T settle(String name, FutureTask<T> task, long begin, Undoing<? super T> undo) {
        try {
            T made = task.get();
            undos.push(new Undo(name, () -> undo.undo(made)));
            out.println("✓ " + name + " " + seconds(clock.nanos() - begin));
            return made;
        } catch (ExecutionException e) {
            out.println("✗ " + name + " " + seconds(clock.nanos() - begin));
            throw failure(name, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartUpException(name + " was interrupted", e);
        }
    }

    private static StartUpException failure(String name, @Nullable Throwable cause) {
        if (cause instanceof StartUpException known) {
            return known;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        String message = cause == null || cause.getMessage() == null ? String.valueOf(cause) : cause.getMessage();
        return new StartUpException(name + " failed: " + message, cause);
    }

    /** How long it took so far, for the line that says the cluster is ready. */
    public String elapsed() {
        return seconds(clock.nanos() - started);
    }

    /** Undoes all steps, the last first. A step that cannot be undone is reported and does not keep the others up. */
    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        while (!undos.isEmpty()) {
            Undo undo = undos.pop();
            try {
                undo.action().run();
            } catch (Exception e) {
                out.println("✗ stopping " + undo.name() + ": " + e.getMessage());
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static String seconds(long nanos) {
        double seconds = Duration.ofNanos(nanos).toMillis() / 1000.0;
        return String.format(Locale.ROOT, seconds < 1 ? "%.2f s" : "%.1f s", seconds);
    }
}
