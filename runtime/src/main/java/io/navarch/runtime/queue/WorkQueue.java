package io.navarch.runtime.queue;

import io.navarch.runtime.Clock;
import io.navarch.runtime.activity.Activity;
import io.navarch.runtime.activity.IdleCondition;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A queue of keys in which each key stands at most once and is never worked on twice at the same time: a key added while it
 * is being worked on comes again when that work is done. Thread-safe.
 */
public final class WorkQueue<K> implements AutoCloseable {
    private final Clock clock;
    private final BackOff backOff;
    private final ReentrantLock lock = new ReentrantLock();
    private final IdleCondition changed;
    private final ArrayDeque<K> ready = new ArrayDeque<>();
    private final Set<K> dirty = new HashSet<>();
    private final Set<K> working = new HashSet<>();
    private final Map<K, Integer> failures = new HashMap<>();
    private final Map<K, Delayed> delayed = new HashMap<>();
    private final Map<K, Clock.Timer> rounds = new HashMap<>();
    private boolean closed;

    private record Delayed(long dueNanos, Clock.Timer timer) {}

    /** A queue whose failing keys wait 5 ms, doubled up to 1,000 s, as upstream's controllers do. */
    public WorkQueue(Clock clock) {
        this(clock, new BackOff(Duration.ofMillis(5), Duration.ofSeconds(1000)));
    }

    public WorkQueue(Clock clock, BackOff backOff) {
        this.clock = clock;
        this.backOff = backOff;
        this.changed = clock.activity().condition(lock);
    }

    /** Where its workers tell that they are busy. */
    Activity activity() {
        return clock.activity();
    }

    /** Marks the key as needing work. */
    public void add(K key) {
        lock.lock();
        try {
            if (closed || !dirty.add(key) || working.contains(key)) {
                return;
            }
            ready.add(key);
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Adds the key after the delay; of several pending delays the earliest counts. */
    public void addAfter(K key, Duration delay) {
        if (delay.isZero() || delay.isNegative()) {
            add(key);
            return;
        }
        lock.lock();
        try {
            if (closed) {
                return;
            }
            long due = clock.nanos() + delay.toNanos();
            var pending = delayed.get(key);
            if (pending != null) {
                if (pending.dueNanos() - due <= 0) {
                    return;
                }
                pending.timer().cancel();
            }
            delayed.put(key, new Delayed(due, clock.after(delay, () -> elapsed(key, due))));
        } finally {
            lock.unlock();
        }
    }

    private void elapsed(K key, long due) {
        lock.lock();
        try {
            var pending = delayed.get(key);
            if (pending != null && pending.dueNanos() == due) {
                delayed.remove(key);
            }
        } finally {
            lock.unlock();
        }
        add(key);
    }

    /** Adds the key after the period as a matter of routine; does nothing if that is arranged already. */
    public void addRoutinely(K key, Duration period) {
        lock.lock();
        try {
            if (!closed && !rounds.containsKey(key)) {
                rounds.put(key, clock.after(period, Clock.Routine.LOOK, () -> roundBegins(key)));
            }
        } finally {
            lock.unlock();
        }
    }

    private void roundBegins(K key) {
        lock.lock();
        try {
            rounds.remove(key);
        } finally {
            lock.unlock();
        }
        add(key);
    }

    /** Adds the key after a delay that grows with each failure since it was last forgotten. */
    public void addWithBackOff(K key) {
        int count;
        lock.lock();
        try {
            count = failures.merge(key, 1, Integer::sum);
        } finally {
            lock.unlock();
        }
        addAfter(key, backOff.delay(count));
    }

    /** How often the key has failed since it was last forgotten. */
    public int failures(K key) {
        lock.lock();
        try {
            return failures.getOrDefault(key, 0);
        } finally {
            lock.unlock();
        }
    }

    /** Forgets the key's failures. */
    public void forget(K key) {
        lock.lock();
        try {
            failures.remove(key);
        } finally {
            lock.unlock();
        }
    }

    /** The next key, or null once the queue is closed. The caller must call {@link #done} with it. */
    public @Nullable K take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (ready.isEmpty()) {
                if (closed) {
                    return null;
                }
                changed.await();
            }
            var key = ready.remove();
            dirty.remove(key);
            working.add(key);
            return key;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the work on a key; if it was added meanwhile, it is ready again. */
    public void done(K key) {
        lock.lock();
        try {
            working.remove(key);
            if (dirty.contains(key) && !closed) {
                ready.add(key);
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Keys that wait to be worked on now (not the delayed ones). */
    public int length() {
        lock.lock();
        try {
            return ready.size();
        } finally {
            lock.unlock();
        }
    }

    /** True if no key is ready or being worked on. */
    public boolean idle() {
        lock.lock();
        try {
            return ready.isEmpty() && working.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            ready.clear();
            delayed.values().forEach(pending -> pending.timer().cancel());
            delayed.clear();
            rounds.values().forEach(Clock.Timer::cancel);
            rounds.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
