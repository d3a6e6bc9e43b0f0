package io.navarch.embedded.time;

import io.navarch.runtime.Clock;
import io.navarch.runtime.activity.TrackedActivity;
import io.navarch.runtime.activity.Work;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clock of an embedded cluster, which counts what the cluster is busy with. It follows the machine until it is stopped;
 * what is pending then stays pending, by the cluster's time. It does not go back: when it follows the machine again, it goes on
 * from where it stood; its wall clock alone may {@link #jump}. Thread-safe.
 */
public final class ClusterTime implements Clock {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterTime.class);

    /** What is due within so long is worth being named to somebody who waits. */
    private static final Duration SOON = Duration.ofMinutes(10);

    /** How long a client outside of the process has to answer what it was told before it counts as silent. */
    private static final Duration GRACE = Duration.ofMillis(30);

    private final Clock machine = Clock.system();
    private final TrackedActivity activity = new TrackedActivity(GRACE);
    private final ReentrantLock lock = new ReentrantLock();
    private final Agenda agenda = new Agenda();
    private final StandstillWatch standstill = new StandstillWatch(this, LOG::warn);
    private volatile Reading reading;
    private @Nullable Timer alarm;
    private long alarmDue;
    private boolean closed;

    /** How time is read. */
    private sealed interface Reading {
        Instant now();

        long nanos();

        /** As much later than the machine as the cluster's time has been moved. */
        record Following(Clock machine, Duration ahead, long aheadNanos) implements Reading {
            @Override
            public Instant now() {
                return machine.now().plus(ahead);
            }

            @Override
            public long nanos() {
                return machine.nanos() + aheadNanos;
            }
        }

        record Standing(Instant now, long nanos) implements Reading {}
    }

    private ClusterTime(Function<Clock, Reading> first) {
        reading = first.apply(machine);
        if (reading instanceof Reading.Standing) {
            standstill.start();
        }
    }

    /** A clock that follows the machine. */
    public static ClusterTime following() {
        return new ClusterTime(machine -> new Reading.Following(machine, Duration.ZERO, 0));
    }

    /** A clock that stands still at that time. */
    public static ClusterTime standing(Instant at) {
        return new ClusterTime(machine -> new Reading.Standing(at, machine.nanos()));
    }

    /** Another clock that shows the same time, and stands if this one does. */
    public ClusterTime another() {
        return new ClusterTime(machine -> switch (reading) {
            case Reading.Following(Clock own, Duration ahead, long nanos) ->
                new Reading.Following(machine, ahead, nanos);
            case Reading.Standing standing -> standing;
        });
    }

    @Override
    public Instant now() {
        return reading.now();
    }

    @Override
    public long nanos() {
        return reading.nanos();
    }

    @Override
    public TrackedActivity activity() {
        return activity;
    }

    /** Whether time stands until somebody moves it. */
    public boolean stands() {
        return reading instanceof Reading.Standing;
    }

    /** Stops time where it is; does nothing if it stands. */
    public void stop() {
        lock.lock();
        try {
            if (reading instanceof Reading.Following following) {
                reading = new Reading.Standing(following.now(), following.nanos());
                setAlarm();
                standstill.start();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Lets time follow the machine again from where it stands; does nothing if it does. */
    public void follow() {
        lock.lock();
        try {
            if (reading instanceof Reading.Standing standing) {
                reading = new Reading.Following(
                        machine, Duration.between(machine.now(), standing.now()), standing.nanos() - machine.nanos());
                setAlarm();
                standstill.stop();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Lets the wall clock jump; what is pending stays as far away as it was. */
    public void jump(Duration by) {
        lock.lock();
        try {
            reading = switch (reading) {
                case Reading.Following(Clock own, Duration ahead, long nanos) ->
                    new Reading.Following(own, ahead.plus(by), nanos);
                case Reading.Standing(Instant now, long nanos) -> new Reading.Standing(now.plus(by), nanos);
            };
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        return plan(delay, null, task);
    }

    @Override
    public Timer after(Duration period, Routine routine, Runnable task) {
        return plan(period, routine, task);
    }

    private Timer plan(Duration delay, @Nullable Routine routine, Runnable task) {
        lock.lock();
        try {
            if (closed) {
                return () -> {};
            }
            var pending = agenda.add(nanos(), delay, routine, task, () -> activity.start("timer", task));
            setAlarm();
            return () -> cancel(pending);
        } finally {
            lock.unlock();
        }
    }

    private void cancel(Pending pending) {
        lock.lock();
        try {
            agenda.remove(pending);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        sleep(duration, null);
    }

    @Override
    public void sleep(Duration period, @Nullable Routine routine) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (!period.isPositive()) {
            return;
        }
        var sleeper = new Sleeper(Thread.currentThread(), activity.current());
        lock.lock();
        Pending pending;
        try {
            if (closed) {
                throw new InterruptedException("the cluster's clock has been closed");
            }
            pending = agenda.add(nanos(), period, routine, sleeper.thread, sleeper);
            sleeper.work.idle();
            setAlarm();
        } finally {
            lock.unlock();
        }
        try {
            sleeper.await();
        } finally {
            sleeper.work.busy();
            cancel(pending);
        }
    }

    /** A thread that sleeps; whoever wakes it makes it busy. */
    private static final class Sleeper implements Pending.Wake {
        private final Thread thread;
        private final Work work;
        private volatile boolean awake;

        Sleeper(Thread thread, Work work) {
            this.thread = thread;
            this.work = work;
        }

        @Override
        public void up() {
            work.busy();
            awake = true;
            LockSupport.unpark(thread);
        }

        void await() throws InterruptedException {
            while (!awake) {
                LockSupport.park(this);
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
        }
    }

    /** While time follows the machine, arranges to be called when the next thing is due. Called with the lock held. */
    private void setAlarm() {
        var next = agenda.next();
        boolean wanted = next != null && !closed && reading instanceof Reading.Following;
        if (alarm != null) {
            if (wanted && next != null && next.due() >= alarmDue) {
                return; // It goes off early enough, and is set anew then.
            }
            alarm.cancel();
            alarm = null;
        }
        if (wanted && next != null) {
            alarmDue = next.due();
            alarm = machine.after(Duration.ofNanos(Math.max(0, alarmDue - nanos())), this::ring);
        }
    }

    private void ring() {
        lock.lock();
        try {
            alarm = null;
            if (reading instanceof Reading.Following) {
                long now = nanos();
                for (var due = agenda.take(now); due != null; due = agenda.take(now)) {
                    due.wake().up();
                }
            }
            setAlarm();
        } finally {
            lock.unlock();
        }
    }

    /** What is pending; to be used while {@link #locked}. */
    Agenda agenda() {
        return agenda;
    }

    /** Runs something while nothing becomes due or is added. */
    void locked(Runnable task) {
        lock.lock();
        try {
            task.run();
        } finally {
            lock.unlock();
        }
    }

    /** Moves time that stands; never back. */
    void moveTo(long nanos) {
        lock.lock();
        try {
            if (!(reading instanceof Reading.Standing standing)) {
                throw new IllegalStateException("the clock follows the machine; call manual() before moving it");
            }
            if (nanos > standing.nanos()) {
                reading = new Reading.Standing(standing.now().plusNanos(nanos - standing.nanos()), nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    /** What is due before long and is no routine. */
    List<Pending> soon() {
        lock.lock();
        try {
            return agenda.eventsUntil(nanos() + SOON.toNanos());
        } finally {
            lock.unlock();
        }
    }

    /** The machine's clock, for what is waited for in real time. */
    Clock machine() {
        return machine;
    }

    /** Forgets all that is pending; who sleeps is interrupted. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            agenda.clear(pending -> {
                if (pending.wake() instanceof Sleeper sleeper) {
                    sleeper.thread.interrupt();
                }
            });
            setAlarm();
        } finally {
            lock.unlock();
        }
        standstill.stop();
        machine.close();
    }
}
