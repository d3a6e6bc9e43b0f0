package io.navarch.store.log;

import io.navarch.store.mvcc.Draft;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A write on its way: decided on the commit thread, waited for by the thread that made it. */
final class PendingWrite<T> {
    private final Function<Draft, T> decision;
    private final Thread writer = Thread.currentThread();
    private @Nullable T result;
    private @Nullable RuntimeException refusal;
    private volatile boolean done;

    PendingWrite(Function<Draft, T> decision) {
        this.decision = decision;
    }

    /** Decides on a draft; false when the write was refused, and the draft is void. */
    boolean decide(Draft draft) {
        try {
            result = decision.apply(draft);
            return true;
        } catch (RuntimeException e) {
            refusal = e;
            return false;
        }
    }

    /** Lets the writer go on, with what was decided. */
    void complete() {
        done = true;
        LockSupport.unpark(writer);
    }

    /** Lets the writer go on with an error, whatever was decided; does nothing if it has gone on already. */
    void fail(RuntimeException cause) {
        if (!done) {
            refusal = cause;
            complete();
        }
    }

    /** Waits, deaf to interrupts: what was handed in will be written, and the caller must learn of it. */
    @SuppressWarnings("NullAway") // the result is null only when T is
    T await() {
        boolean interrupted = false;
        while (!done) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (refusal != null) {
            throw refusal;
        }
        return result;
    }
}
