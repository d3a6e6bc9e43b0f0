package io.navarch.distribution.startup;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * Turns SIGTERM and Ctrl-C into an interrupt of the main thread, and keeps the JVM alive until that has stopped everything.
 *
 * <pre>
 *   signal ──▶ shutdown hook: interrupts main, waits ──▶ main: undoes its steps, done ──▶ hook: ends the process
 * </pre>
 */
public final class StopSignal {
    private static final int STOP_SECONDS = 120;

    private final Thread main;
    private final CountDownLatch finished = new CountDownLatch(1);
    private volatile int exitCode = 1;

    private StopSignal(Thread main) {
        this.main = main;
    }

    /** From now on a signal interrupts the thread. */
    public static StopSignal install(Thread main) {
        StopSignal signal = new StopSignal(main);
        Runtime.getRuntime().addShutdownHook(new Thread(signal::stop, "stop"));
        return signal;
    }

    private void stop() {
        if (finished.getCount() == 0) {
            return;
        }
        main.interrupt();
        try {
            if (!finished.await(STOP_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("navarch: not stopped after " + STOP_SECONDS + " s, giving up");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // The JVM would end with 143 although everything was stopped in order.
        Runtime.getRuntime().halt(exitCode);
    }

    /** Runs the main thread's work; its result is the exit code also if a signal ends it. */
    public int endingWith(IntSupplier work) {
        try {
            exitCode = work.getAsInt();
            return exitCode;
        } finally {
            finished.countDown();
        }
    }

    /** Blocks until a signal comes. */
    public void await() {
        try {
            finished.await();
        } catch (InterruptedException e) {
            System.out.println("stopping");
        }
    }
}
