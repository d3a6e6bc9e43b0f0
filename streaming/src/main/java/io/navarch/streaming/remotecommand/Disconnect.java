package io.navarch.streaming.remotecommand;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** Whether the client left too early, and what is to be done about it then. */
final class Disconnect {
    private enum State {
        CONNECTED,
        LEFT,
        FINISHED
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final List<Runnable> actions = new ArrayList<>();
    private State state = State.CONNECTED;

    void then(Runnable action) {
        boolean now;
        lock.lock();
        try {
            now = state == State.LEFT;
            if (state == State.CONNECTED) {
                actions.add(action);
            }
        } finally {
            lock.unlock();
        }
        if (now) {
            action.run();
        }
    }

    /** The connection has ended. */
    void left() {
        List<Runnable> due = List.of();
        lock.lock();
        try {
            if (state == State.CONNECTED) {
                state = State.LEFT;
                due = List.copyOf(actions);
            }
        } finally {
            lock.unlock();
        }
        due.forEach(Runnable::run);
    }

    /** From now on the client may leave; false when that is not the first word. */
    boolean finished() {
        lock.lock();
        try {
            boolean first = state == State.CONNECTED;
            state = first ? State.FINISHED : state;
            return first;
        } finally {
            lock.unlock();
        }
    }
}
