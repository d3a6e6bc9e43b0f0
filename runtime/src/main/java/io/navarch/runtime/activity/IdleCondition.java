package io.navarch.runtime.activity;

import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A condition of a lock where who waits is idle. The signaller makes busy whom it wakes, so there is no moment between the
 * two in which nobody is. Used, like any condition, by threads that hold the lock.
 */
public final class IdleCondition {
    private final Condition condition;
    private final Activity activity;

    /** The work of those that wait, in the order in which the condition wakes them. */
    private final ArrayDeque<Work> waiting = new ArrayDeque<>(2);

    IdleCondition(ReentrantLock lock, Activity activity) {
        this.condition = lock.newCondition();
        this.activity = activity;
    }

    /** Waits to be signalled; may, as any wait, return for no reason. */
    public void await() throws InterruptedException {
        if (!activity.tracks()) {
            condition.await();
            return;
        }
        var work = activity.current();
        waiting.add(work);
        work.idle();
        try {
            condition.await();
        } finally {
            work.busy();
            waiting.remove(work);
        }
    }

    /** Wakes the one that has waited longest. */
    public void signal() {
        var first = waiting.poll();
        if (first != null) {
            first.busy();
        }
        condition.signal();
    }

    public void signalAll() {
        waiting.forEach(Work::busy);
        waiting.clear();
        condition.signalAll();
    }
}
