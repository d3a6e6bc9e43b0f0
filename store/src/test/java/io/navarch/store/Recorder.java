package io.navarch.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A listener that keeps what it hears, as lines such as {@code 5 PUT /a}, and checks that revisions only grow. */
final class Recorder implements WatchListener, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<String> seen = new ArrayList<>();
    private final Watch watch;
    private long revision;
    private @Nullable StoreException end;
    private @Nullable String disorder;

    Recorder(Store store, String prefix, long fromRevision) {
        watch = store.watch(prefix, fromRevision, this);
    }

    @Override
    public void onEvents(List<WatchEvent> events, long toRevision) {
        lock.lock();
        try {
            long last = revision;
            for (WatchEvent event : events) {
                if (event.revision() < last || event.revision() <= revision) {
                    disorder = "revision " + event.revision() + " after " + last;
                }
                last = event.revision();
                seen.add(event.revision() + " " + event.type() + " "
                        + event.record().key());
            }
            if (toRevision <= revision || toRevision < last) {
                disorder = "progress to " + toRevision + " after " + Math.max(revision, last);
            }
            revision = toRevision;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onEnd(StoreException cause) {
        lock.lock();
        try {
            end = cause;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    List<String> seen() {
        lock.lock();
        try {
            return List.copyOf(seen);
        } finally {
            lock.unlock();
        }
    }

    /** What was heard until everything up to {@code wanted} was told. */
    List<String> awaitRevision(long wanted) {
        await(() -> revision >= wanted, "revision " + wanted);
        return seen();
    }

    StoreException awaitEnd() {
        await(() -> end != null, "the end");
        return Objects.requireNonNull(end);
    }

    private void await(BooleanSupplier condition, String what) {
        lock.lock();
        try {
            long left = PATIENCE.toNanos();
            while (!condition.getAsBoolean()) {
                if (left <= 0) {
                    throw new AssertionError("waited too long for " + what + "; at " + revision + ", heard " + seen);
                }
                left = changed.awaitNanos(left);
            }
            if (disorder != null) {
                throw new AssertionError(disorder);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        watch.close();
    }
}
