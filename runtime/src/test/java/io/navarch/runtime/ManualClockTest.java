package io.navarch.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class ManualClockTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final ManualClock clock = new ManualClock(START);
    private final ArrayList<String> log = new ArrayList<>();

    private void note(String what) {
        log.add(what + "@" + Duration.between(START, clock.now()).toSeconds());
    }

    @Test
    void standsStillUntilAdvanced() {
        long nanos = clock.nanos();
        assertThat(clock.now()).isEqualTo(START);
        clock.advance(Duration.ofSeconds(3));
        assertThat(clock.now()).isEqualTo(START.plusSeconds(3));
        assertThat(clock.nanos() - nanos).isEqualTo(3_000_000_000L);
    }

    @Test
    void runsTimersInOrderAtTheirOwnTime() {
        clock.after(Duration.ofSeconds(5), () -> note("late"));
        clock.after(Duration.ofSeconds(2), () -> note("early"));
        clock.after(Duration.ofSeconds(2), () -> note("second"));
        clock.after(Duration.ofSeconds(9), () -> note("never"));
        clock.advance(Duration.ofSeconds(6));
        assertThat(log).containsExactly("early@2", "second@2", "late@5");
        assertThat(clock.nextDue()).isEqualTo(START.plusSeconds(9));
    }

    @Test
    void runsTimersThatTimersSet() {
        clock.after(Duration.ofSeconds(1), () -> {
            note("first");
            clock.after(Duration.ofSeconds(1), () -> note("second"));
        });
        clock.advance(Duration.ofSeconds(2));
        assertThat(log).containsExactly("first@1", "second@2");
    }

    @Test
    void forgetsCancelledTimers() {
        var timer = clock.after(Duration.ofSeconds(1), () -> note("cancelled"));
        timer.cancel();
        assertThat(clock.nextDue()).isNull();
        clock.after(Duration.ofSeconds(1), () -> note("closed"));
        clock.close();
        clock.advance(Duration.ofSeconds(2));
        assertThat(log).isEmpty();
    }

    @Test
    void wakesSleepers() throws InterruptedException {
        var sleeper = Thread.ofVirtual().start(() -> {
            try {
                clock.sleep(Duration.ofSeconds(10));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        while (clock.nextDue() == null) {
            Thread.onSpinWait();
        }
        clock.advance(Duration.ofSeconds(10));
        assertThat(sleeper.join(Duration.ofSeconds(10))).isTrue();
        clock.sleep(Duration.ZERO);
    }
}
