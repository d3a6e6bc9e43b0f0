package io.navarch.runtime.activity;

import java.util.concurrent.locks.ReentrantLock;

/** Lets threads through once it was counted down to zero; who waits before it is idle. Thread-safe. */
public final class Latch {
    private final ReentrantLock lock = new ReentrantLock();
    private final IdleCondition opened;
    private int count;

    public Latch(Activity activity, int count) {
        this.opened = activity.condition(lock);
        this.count = count;
    }

    public void countDown() {
        lock.lock();
        try {
            if (count > 0) {
                count--;
            }
            if (count == 0) {
                opened.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    public boolean open() {
        lock.lock();
        try {
            return count == 0;
        } finally {
            lock.unlock();
        }
    }

    public void await() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (count > 0) {
                opened.await();
            }
        } finally {
            lock.unlock();
        }
    }
}
