package io.navarch.embedded.time;

import io.navarch.runtime.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What is pending by a clock, in the order in which it falls due. Guarded by the clock's lock. */
final class Agenda {
    private final PriorityQueue<Pending> events = new PriorityQueue<>();
    private final PriorityQueue<Pending> routines = new PriorityQueue<>();
    private long sequence;

    Pending add(long now, Duration delay, Clock.@Nullable Routine routine, Object who, Pending.Wake wake) {
        long nanos = nanos(delay);
        var pending = new Pending(now, nanos, sequence++, routine, who, wake);
        queue(pending).add(pending);
        return pending;
    }

    /** As nanoseconds, at most some two hundred years, which is never. */
    private static long nanos(Duration delay) {
        long longest = Long.MAX_VALUE / 2;
        if (delay.isNegative()) {
            return 0;
        }
        return delay.toSeconds() >= longest / 1_000_000_000L ? longest : delay.toNanos();
    }

    private PriorityQueue<Pending> queue(Pending pending) {
        return pending.routine() == null ? events : routines;
    }

    void remove(Pending pending) {
        queue(pending).remove(pending);
    }

    /** What is due next. */
    @Nullable
    Pending next() {
        var event = events.peek();
        var routine = routines.peek();
        if (event == null || routine == null) {
            return event == null ? routine : event;
        }
        return event.compareTo(routine) < 0 ? event : routine;
    }

    /** Takes out what is due next, if that is not later than the time. */
    @Nullable
    Pending take(long time) {
        var next = next();
        if (next == null || next.due() > time) {
            return null;
        }
        queue(next).remove();
        return next;
    }

    /**
     * Leaves out rounds of routines up to that time, or to the first thing before it that may not be left out.
     *
     * @param lastHappening when something happened the last time
     */
    void skip(long lastHappening, long time) {
        var event = events.peek();
        long end = event == null ? time : Math.min(time, event.due());
        for (var routine : routines) {
            if (!routine.skippable(lastHappening)) {
                end = Math.min(end, routine.due());
            }
        }
        var skipped = new ArrayList<Pending>();
        for (var next = routines.peek(); next != null && next.due() <= end; next = routines.peek()) {
            skipped.add(routines.remove());
        }
        for (var pending : skipped) {
            if (pending.skippable(lastHappening)) {
                pending.skipTo(end);
            }
            routines.add(pending);
        }
    }

    /** What is no routine and due by that time, in its order. */
    List<Pending> eventsUntil(long time) {
        return events.stream().filter(event -> event.due() <= time).sorted().toList();
    }

    void clear(Consumer<Pending> each) {
        events.forEach(each);
        routines.forEach(each);
        events.clear();
        routines.clear();
    }
}
