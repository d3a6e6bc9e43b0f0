package io.navarch.runtime.activity;

import java.util.concurrent.locks.ReentrantLock;

/** Where work is told about: counted by {@link TrackedActivity}, ignored by {@link #UNTRACKED}. Thread-safe. */
public sealed interface Activity permits TrackedActivity, UntrackedActivity {
    /** Counts nothing and costs nothing. */
    Activity UNTRACKED = new UntrackedActivity();

    /** Whether anybody counts; if not, nobody reads the names of work either. */
    boolean tracks();

    /** New work, busy until it is closed. */
    Work begin(String name);

    /** The work of the calling thread; {@link Work#NONE} if it was not started here. */
    Work current();

    /** A virtual thread that will be busy from this call on, except while it waits for the clock, a condition or a latch. */
    Thread unstarted(String name, Runnable body);

    /** Starts a virtual thread that is busy, except while it waits for the clock, a condition or a latch. */
    default Thread start(String name, Runnable body) {
        var thread = unstarted(name, body);
        thread.start();
        return thread;
    }

    /** A condition of the lock, where waiting threads are idle. */
    default IdleCondition condition(ReentrantLock lock) {
        return new IdleCondition(lock, this);
    }

    /** Something left this process or came into it: its other end may answer in a moment. */
    void metOutside();
}
