package io.navarch.runtime.activity;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Counts what is busy, and lets threads wait until nothing is. The waiting is by real time, as it is for threads that run.
 * Thread-safe.
 */
public final class TrackedActivity implements Activity {
    private static final int NAMED = 20;

    /** How long a client outside is given to answer what it was told before it counts as having nothing to say. */
    private final long graceNanos;

    private final AtomicInteger busy = new AtomicInteger();
    private final Set<Piece> pieces = ConcurrentHashMap.newKeySet();
    private final ThreadLocal<@Nullable Piece> current = new ThreadLocal<>();
    private final List<Thread> waiters = new CopyOnWriteArrayList<>();

    /** When this process last met the outside, in the machine's nanoseconds; meaningless if it never has. */
    private volatile long metAt = Long.MIN_VALUE / 2;

    private volatile boolean met;

    /** @param grace how long to listen for an answer of a client outside of this process to what it was told */
    public TrackedActivity(Duration grace) {
        this.graceNanos = grace.toNanos();
    }

    /** One piece of work; its state changes by compare-and-set, and the count with it. */
    private final class Piece implements Work {
        private static final int IDLE = 0;
        private static final int BUSY = 1;
        private static final int CLOSED = 2;

        private final String name;
        private final AtomicInteger state = new AtomicInteger(BUSY);

        Piece(String name) {
            this.name = name;
        }

        @Override
        public void busy() {
            // Counted before it shows, so that nobody sees it idle between the two.
            busy.incrementAndGet();
            if (!state.compareAndSet(IDLE, BUSY)) {
                less();
            }
        }

        @Override
        public void idle() {
            if (state.compareAndSet(BUSY, IDLE)) {
                less();
            }
        }

        @Override
        public void close() {
            pieces.remove(this);
            if (state.getAndSet(CLOSED) == BUSY) {
                less();
            }
        }

        boolean isBusy() {
            return state.get() == BUSY;
        }
    }

    private void less() {
        if (busy.decrementAndGet() == 0) {
            waiters.forEach(LockSupport::unpark);
        }
    }

    @Override
    public boolean tracks() {
        return true;
    }

    @Override
    public Work begin(String name) {
        var piece = new Piece(name);
        busy.incrementAndGet();
        pieces.add(piece);
        return piece;
    }

    @Override
    public Work current() {
        var piece = current.get();
        return piece == null ? Work.NONE : piece;
    }

    @Override
    public Thread unstarted(String name, Runnable body) {
        var work = (Piece) begin(name);
        return Thread.ofVirtual().name(name).unstarted(() -> {
            current.set(work);
            try {
                body.run();
            } finally {
                work.close();
            }
        });
    }

    @Override
    public void metOutside() {
        metAt = System.nanoTime();
        met = true;
    }

    /** Whether somebody outside was met after that time of the machine, in its nanoseconds. */
    public boolean metOutsideSince(long nanos) {
        return metAt - nanos > 0;
    }

    /** Whether nothing is busy at this moment. */
    public boolean quiet() {
        return busy.get() == 0;
    }

    /** The names of what is busy, sorted. */
    public List<String> busyNow() {
        return pieces.stream()
                .filter(Piece::isBusy)
                .map(piece -> piece.name)
                .sorted()
                .toList();
    }

    /**
     * Waits until nothing is busy, and clients outside that were told something have been silent for the grace.
     *
     * @throws NotQuietException if that takes longer than the limit of real time
     */
    public void awaitQuiet(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            awaitZero(end, limit);
            if (!met) {
                return;
            }
            long left = metAt + graceNanos - System.nanoTime();
            if (left <= 0) {
                met = false;
                if (quiet()) {
                    return;
                }
            } else {
                LockSupport.parkNanos(this, left);
                checkInterrupt();
            }
        }
    }

    private void awaitZero(long end, Duration limit) throws InterruptedException {
        if (quiet()) {
            return;
        }
        var me = Thread.currentThread();
        waiters.add(me);
        try {
            while (!quiet()) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    throw new NotQuietException("not quiet after " + limit.toMillis() + " ms; busy: " + told());
                }
                LockSupport.parkNanos(this, left);
                checkInterrupt();
            }
        } finally {
            waiters.remove(me);
        }
    }

    private static void checkInterrupt() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private String told() {
        var names = busyNow();
        var shown = String.join(", ", names.subList(0, Math.min(NAMED, names.size())));
        return names.size() > NAMED ? shown + " and " + (names.size() - NAMED) + " more" : shown;
    }
}
