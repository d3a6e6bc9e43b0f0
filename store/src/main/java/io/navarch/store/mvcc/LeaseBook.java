package io.navarch.store.mvcc;

import io.navarch.runtime.Clock;
import io.navarch.store.StoreClosedException;
import io.navarch.store.WriteFailedException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;

/**
 * When leases end. Deadlines live in memory only; each lease has one timer, which looks at its deadline when it fires
 * and either sets itself again or revokes the lease. Keeping a lease alive just moves the deadline. Thread-safe.
 */
final class LeaseBook {
    private static final System.Logger LOG = System.getLogger(LeaseBook.class.getName());
    /** How long to wait before an expired lease is tried again whose end could not be written. */
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Clock clock;
    private final RandomGenerator random;
    /** Lease to its deadline in the clock's nanoseconds. */
    private final ConcurrentHashMap<Long, Long> deadlines = new ConcurrentHashMap<>();

    private volatile LongConsumer revoke = id -> {};
    private volatile boolean closed;

    LeaseBook(Clock clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /** Says what to call at the end of a lease; before, there are none. */
    void start(LongConsumer revoke) {
        this.revoke = revoke;
    }

    /** An id that no lease of {@code state} has. */
    long newId(State state) {
        long id;
        do {
            id = random.nextLong() & Long.MAX_VALUE;
        } while (id == 0 || state.lease(id) != null);
        return id;
    }

    /** Lets a lease last its whole time from now. */
    void renew(Lease lease) {
        Long before = deadlines.put(lease.id(), clock.nanos() + lease.ttl().toNanos());
        if (before == null) {
            arm(lease.id(), lease.ttl());
        }
    }

    void forget(long id) {
        deadlines.remove(id);
    }

    private void arm(long id, Duration delay) {
        if (!closed) {
            clock.after(delay, () -> fire(id));
        }
    }

    private void fire(long id) {
        Long deadline = deadlines.get(id);
        if (deadline == null || closed) {
            return;
        }
        long left = deadline - clock.nanos();
        if (left > 0) {
            arm(id, Duration.ofNanos(left));
            return;
        }
        try {
            revoke.accept(id);
        } catch (StoreClosedException e) {
            LOG.log(Level.DEBUG, "lease {0} expired as the store closed: it lasts again after the next start", id);
        } catch (WriteFailedException e) {
            LOG.log(Level.WARNING, "the end of lease " + id + " could not be written, trying again", e);
            arm(id, RETRY);
        }
    }

    void close() {
        closed = true;
    }
}
