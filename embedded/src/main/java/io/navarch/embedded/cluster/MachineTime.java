package io.navarch.embedded.cluster;

import io.navarch.embedded.ClusterClock;
import io.navarch.runtime.Clock;
import io.navarch.runtime.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/** The API's view of a cluster's clock. */
final class MachineTime implements ClusterClock {
    private static final Duration STEP = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long BREATH_MILLIS = 5;

    private final Clock clock;
    private final Clock machine = Clock.system();

    MachineTime(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Instant now() {
        return clock.now();
    }

    @Override
    public boolean isManual() {
        return clock instanceof ManualClock;
    }

    @Override
    public void advance(Duration duration) throws InterruptedException {
        var end = now().plus(duration);
        while (now().isBefore(end)) {
            var left = Duration.between(now(), end);
            step(left.compareTo(STEP) < 0 ? left : STEP);
        }
    }

    @Override
    public void runUntil(BooleanSupplier condition) throws InterruptedException {
        long end = machine.nanos() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (machine.nanos() > end) {
                throw new IllegalStateException("the condition does not hold after " + PATIENCE);
            }
            step(STEP);
        }
    }

    private void step(Duration span) throws InterruptedException {
        if (!(clock instanceof ManualClock manual)) {
            throw new IllegalStateException("the cluster follows the machine's time: start it with manualClock()");
        }
        manual.advance(span);
        // What the advance has woken works on threads of its own.
        machine.sleep(Duration.ofMillis(BREATH_MILLIS));
    }
}
