package io.navarch.embedded.time;

import io.navarch.runtime.Clock;
import org.jspecify.annotations.Nullable;

/** Something that is due at a moment of a clock's time. Guarded by the clock's lock. */
final class Pending implements Comparable<Pending> {
    private final long sequence;
    private final Wake wake;
    private final Object who;
    private final String by =
            Thread.currentThread().isVirtual() ? Thread.currentThread().getName() : "";
    private final long added;
    private final long period;
    private final Clock.@Nullable Routine routine;
    private long due;

    /** What happens when it is due; called with the clock's lock held, so it must not do more than start something. */
    interface Wake {
        void up();
    }

    /**
     * @param added when, in the clock's nanoseconds
     * @param period after which it is due, and a routine comes again
     * @param who waits: a sleeping thread, or the task of a timer
     */
    Pending(long added, long period, long sequence, Clock.@Nullable Routine routine, Object who, Wake wake) {
        this.added = added;
        this.period = Math.max(1, period);
        this.due = added + period;
        this.sequence = sequence;
        this.routine = routine;
        this.who = who;
        this.wake = wake;
    }

    long due() {
        return due;
    }

    /** Who waits, in words. */
    String who() {
        if (who instanceof Thread thread) {
            return thread.getName().isEmpty() ? "a thread" : thread.getName();
        }
        var name = who.getClass().getName();
        var outer = name.contains("$$") ? name.substring(0, name.indexOf("$$")) : name;
        var what = outer.substring(outer.lastIndexOf('.') + 1);
        return by.isEmpty() ? what : by + " (" + what + ")";
    }

    Wake wake() {
        return wake;
    }

    Clock.@Nullable Routine routine() {
        return routine;
    }

    /** Whether rounds may be left out in a time in which nothing happens, if the last thing happened then. */
    boolean skippable(long lastHappening) {
        return routine != null && (routine != Clock.Routine.LOOK || added > lastHappening);
    }

    /**
     * Leaves out rounds of a routine up to the end of a time in which nothing happens: a sign of life is given a last time
     * before the end, others come the next time after it. To be called while it is not queued.
     */
    void skipTo(long end) {
        if (routine == Clock.Routine.SIGN_OF_LIFE) {
            due += Math.max(0, (end - 1 - due) / period) * period;
        } else if (due <= end) {
            due += ((end - due) / period + 1) * period;
        }
    }

    @Override
    public int compareTo(Pending other) {
        int byTime = Long.compare(due, other.due);
        return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
    }
}
