package io.navarch.scheduler.queue;

import io.navarch.runtime.Clock;
import io.navarch.runtime.queue.BackOff;
import io.navarch.scheduler.state.PodState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Pods without a node, in three places:
 *
 * <pre>
 *            add                    pop
 *   ────────────────▶  active  ────────────▶ being tried
 *                        ▲  ▲                    │ in vain
 *            back-off over│  └───── an event ──┐  ▼
 *                    backing off ◀── may help ── unschedulable
 * </pre>
 *
 * The highest priority goes first, then the one that was tried or came longest ago. Owned by the scheduler's thread.
 */
public final class SchedulingQueue {
    /** A pod that nothing unblocked is tried anew after this long all the same. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    private static final Duration FLUSH_PERIOD = Duration.ofSeconds(30);

    private final Clock clock;
    private long nextFlush;
    private long turns;
    private final BackOff backOff = new BackOff(Duration.ofSeconds(1), Duration.ofSeconds(10));
    private final PriorityQueue<QueuedPod> active = new PriorityQueue<>(
            Comparator.<QueuedPod>comparingInt(queued -> -queued.pod().priority())
                    .thenComparingLong(QueuedPod::turn));
    private final PriorityQueue<Delayed> backingOff = new PriorityQueue<>(Comparator.comparingLong(Delayed::readyAt));
    private final Map<String, Parked> unschedulable = new HashMap<>();
    private final Map<String, QueuedPod> all = new HashMap<>();

    private record Delayed(QueuedPod queued, long readyAt) {}

    private record Parked(QueuedPod queued, long at) {}

    public SchedulingQueue(Clock clock) {
        this.clock = clock;
        this.nextFlush = clock.nanos();
    }

    /** Queues a new pod, or takes in a change of one that waits: if it changed what it asks for, it is tried anew. */
    public void put(PodState pod, boolean asksAnew) {
        var known = all.get(pod.uid());
        if (known == null) {
            var queued = new QueuedPod(pod, clock.nanos(), turns++, 0, Set.of());
            all.put(pod.uid(), queued);
            active.add(queued);
            return;
        }
        var changed = known.with(pod);
        all.put(pod.uid(), changed);
        var parked = unschedulable.get(pod.uid());
        if (parked != null) {
            unschedulable.put(pod.uid(), new Parked(changed, parked.at()));
            if (asksAnew) {
                unpark(changed);
            }
        } else if (active.removeIf(queued -> queued.uid().equals(pod.uid()))) {
            active.add(changed);
        }
    }

    public void remove(String uid) {
        if (all.remove(uid) != null && unschedulable.remove(uid) == null) {
            active.removeIf(queued -> queued.uid().equals(uid));
            backingOff.removeIf(delayed -> delayed.queued().uid().equals(uid));
        }
    }

    /** The next pod to try, or null if none is ready. */
    public @Nullable QueuedPod poll() {
        moveReady();
        while (!active.isEmpty()) {
            var next = active.remove();
            var current = all.get(next.uid());
            if (current != null) {
                return current;
            }
        }
        return null;
    }

    private void moveReady() {
        long now = clock.nanos();
        while (!backingOff.isEmpty() && backingOff.peek().readyAt() - now <= 0) {
            var ready = backingOff.remove();
            if (all.containsKey(ready.queued().uid())) {
                active.add(ready.queued());
            }
        }
        if (now - nextFlush < 0) {
            return;
        }
        nextFlush = now + FLUSH_PERIOD.toNanos();
        for (var parked : new ArrayList<>(unschedulable.values())) {
            if (now - parked.at() > LONGEST_WAIT.toNanos()) {
                unschedulable.remove(parked.queued().uid());
                active.add(parked.queued());
            }
        }
    }

    /** How long until a pod may be ready by mere time; null if none waits for that. */
    public @Nullable Duration untilReady() {
        long now = clock.nanos();
        long next = Long.MAX_VALUE;
        if (!backingOff.isEmpty()) {
            next = backingOff.peek().readyAt() - now;
        }
        if (!unschedulable.isEmpty()) {
            next = Math.min(next, nextFlush - now);
        }
        return next == Long.MAX_VALUE ? null : Duration.ofNanos(Math.max(0, next));
    }

    /** The pod was tried in vain: it waits for an event that its refusers name. */
    public void park(QueuedPod queued) {
        var current = all.get(queued.uid());
        if (current != null) {
            var parked = new QueuedPod(current.pod(), queued.since(), turns++, queued.attempts(), queued.refusedBy());
            all.put(parked.uid(), parked);
            unschedulable.put(parked.uid(), new Parked(parked, clock.nanos()));
        }
    }

    /** The pod failed for no fault of its own: it is tried anew after its back-off. */
    public void retry(QueuedPod queued) {
        var again = new QueuedPod(queued.pod(), queued.since(), turns++, queued.attempts(), queued.refusedBy());
        all.put(again.uid(), again);
        delay(again, clock.nanos());
    }

    /** The pod has its node. */
    public void done(String uid) {
        all.remove(uid);
    }

    /** Something changed: the parked pods that it may help are tried after what is left of their back-off. */
    public void unpark(Predicate<QueuedPod> mayHelp) {
        for (var parked : new ArrayList<>(unschedulable.values())) {
            if (mayHelp.test(parked.queued())) {
                unpark(parked.queued());
            }
        }
    }

    private void unpark(QueuedPod queued) {
        var parked = unschedulable.remove(queued.uid());
        if (parked != null) {
            delay(queued, parked.at());
        }
    }

    private void delay(QueuedPod queued, long since) {
        long ready = since + backOff.delay(queued.attempts()).toNanos();
        if (ready - clock.nanos() <= 0) {
            active.add(queued);
        } else {
            backingOff.add(new Delayed(queued, ready));
        }
    }

    public int activeCount() {
        return active.size();
    }

    public int backingOffCount() {
        return backingOff.size();
    }

    public int unschedulableCount() {
        return unschedulable.size();
    }
}
