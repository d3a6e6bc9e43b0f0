package io.navarch.runtime.activity;

import java.util.concurrent.locks.ReentrantLock;

/**
 * A virtual thread that does one job, again each time that somebody has said there may be something to do; nudges that come
 * while it works make one more round. Idle between two rounds. Thread-safe.
 */
public final class NudgedWorker implements AutoCloseable {
    private final Job job;
    private final ReentrantLock lock = new ReentrantLock();
    private final IdleCondition nudged;
    private final Thread thread;
    private boolean waiting;
    private boolean closed;

    /** One round of work; deals with its own failures. */
    @FunctionalInterface
    public interface Job {
        void run() throws InterruptedException;
    }

    public NudgedWorker(Activity activity, String name, Job job) {
        this.job = job;
        this.nudged = activity.condition(lock);
        this.thread = activity.unstarted(name, this::work);
    }

    /** Begins; called once. */
    public NudgedWorker start() {
        thread.start();
        return this;
    }

    /** Says that there may be something to do. */
    public void nudge() {
        lock.lock();
        try {
            waiting = true;
            nudged.signal();
        } finally {
            lock.unlock();
        }
    }

    private void work() {
        try {
            while (awaitWork()) {
                job.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean awaitWork() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!waiting && !closed) {
                nudged.await();
            }
            waiting = false;
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            nudged.signalAll();
        } finally {
            lock.unlock();
        }
        thread.interrupt();
    }
}
