package io.navarch.store.memory;

import io.navarch.runtime.Clock;
import io.navarch.store.format.Snapshot;
import io.navarch.store.mvcc.Draft;
import io.navarch.store.mvcc.MvccStore;
import io.navarch.store.mvcc.State;
import io.navarch.store.mvcc.Step;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * The store without a disk: for tests and embedded clusters. A write is worked out on the caller's thread, under a
 * lock.
 */
public final class MemoryStore extends MvccStore {
    private final ReentrantLock writing = new ReentrantLock();

    /** An empty store whose leases run by {@code clock}, which stays the caller's to close. */
    public MemoryStore(Clock clock) {
        this(clock, new SecureRandom(), new Snapshot(State.initial(), List.of()));
    }

    private MemoryStore(Clock clock, RandomGenerator random, Snapshot snapshot) {
        super(snapshot.toHistory(), clock, random);
        startLeases();
    }

    /** A store that begins with the state of another, which it shares until it changes it. */
    public static MemoryStore of(Snapshot snapshot, Clock clock) {
        return new MemoryStore(clock, new SecureRandom(), snapshot);
    }

    /** A store with what a {@link #snapshot} of any engine holds. */
    public static MemoryStore restore(InputStream snapshot, Clock clock) throws IOException {
        return of(Snapshot.readFrom(snapshot), clock);
    }

    @Override
    protected <T> T commit(Function<Draft, T> decision) {
        writing.lock();
        try {
            checkOpen();
            Draft draft = new Draft(history().current());
            T result = decision.apply(draft);
            Step step = draft.finish();
            if (!step.changesNothing()) {
                history().publish(step);
                published();
            }
            return result;
        } finally {
            writing.unlock();
        }
    }

    @Override
    public long sizeBytes() {
        checkOpen();
        return history().current().bytes();
    }

    @Override
    public void snapshot(OutputStream to) throws IOException {
        checkOpen();
        Snapshot.current(history()).writeTo(to);
    }

    @Override
    protected void finishWrites() {
        writing.lock();
        writing.unlock();
    }
}
