package io.navarch.embedded.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.runtime.Clock.Routine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Time that stands, is moved, and follows the machine again. */
class TimeTravelTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final ClusterTime time = ClusterTime.standing(START);
    private final AtomicLong changes = new AtomicLong();
    private final TimeTravel travel = new TimeTravel(time, Duration.ofMinutes(1), changes::get);
    private final List<String> done = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void close() {
        time.close();
    }

    private String at() {
        return Duration.between(START, time.now()).toString().substring(2);
    }

    @Test
    void doesWhatFallsDueAtItsTimeAndInOrder() throws InterruptedException {
        time.after(Duration.ofSeconds(20), () -> done.add("late " + at()));
        time.after(Duration.ofSeconds(10), () -> {
            done.add("early " + at());
            time.after(Duration.ofSeconds(5), () -> done.add("follows " + at()));
        });
        time.after(Duration.ofHours(1), () -> done.add("never"));
        travel.advance(Duration.ofMinutes(1));
        assertThat(done).containsExactly("early 10S", "follows 15S", "late 20S");
        assertThat(at()).isEqualTo("1M");
    }

    @Test
    void waitsForWhatAStepHasBegun() throws InterruptedException {
        time.activity().start("worker", () -> {
            try {
                for (int i = 0; i < 5; i++) {
                    time.sleep(Duration.ofSeconds(1));
                    done.add("slept " + at());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        travel.advance(Duration.ofSeconds(3));
        assertThat(done).containsExactly("slept 1S", "slept 2S", "slept 3S");
    }

    @Test
    void stopsWhenAConditionHolds() throws InterruptedException {
        for (int i = 1; i <= 5; i++) {
            int nth = i;
            time.after(Duration.ofMinutes(i), () -> done.add("" + nth));
        }
        assertThat(travel.travel(Duration.ofHours(1), () -> done.size() == 3)).isTrue();
        assertThat(at()).isEqualTo("3M");
        assertThat(travel.travel(Duration.ofHours(1), () -> done.size() == 6)).isFalse();
        assertThat(at()).isEqualTo("1H3M");
    }

    private void everyTenSeconds(Routine routine, AtomicInteger count) {
        time.after(Duration.ofSeconds(10), routine, () -> {
            count.incrementAndGet();
            done.add(routine + " " + at());
            everyTenSeconds(routine, count);
        });
    }

    @Test
    void leavesRoundsOutWhileNothingHappens() throws InterruptedException {
        var lives = new AtomicInteger();
        var looks = new AtomicInteger();
        everyTenSeconds(Routine.SIGN_OF_LIFE, lives);
        everyTenSeconds(Routine.LOOK, looks);
        time.after(Duration.ofHours(10), () -> {
            done.add("event " + at());
            changes.incrementAndGet();
        });
        travel.advance(Duration.ofHours(20));
        assertThat(lives.get()).isBetween(10, 20);
        assertThat(looks.get()).isBetween(10, 20);
        // Whoever looks at ten o'clock sees that everybody has just given a sign of life.
        assertThat(done.subList(0, done.indexOf("event 10H"))).endsWith("SIGN_OF_LIFE 9H59M50S");
    }

    @Test
    void makesAllRoundsAfterOneOfThemHasChangedSomething() throws InterruptedException {
        var looks = new AtomicInteger();
        everyTenSeconds(Routine.LOOK, looks);
        var untilSkipped = new AtomicInteger();
        travel.travel(Duration.ofMinutes(2), () -> {
            changes.incrementAndGet();
            untilSkipped.set(looks.get());
            return false;
        });
        assertThat(untilSkipped.get()).isGreaterThanOrEqualTo(6);
    }

    @Test
    void takesPendingTimersAlongFromTheMachinesTimeAndBack() throws InterruptedException {
        try (var clock = ClusterTime.following()) {
            var rung = new CountDownLatch(1);
            clock.after(Duration.ofHours(1), () -> done.add("hour"));
            clock.stop();
            var stood = clock.now();
            assertThat(clock.now()).isEqualTo(stood);
            new TimeTravel(clock, Duration.ofMinutes(1), () -> 0).advance(Duration.ofHours(2));
            assertThat(done).containsExactly("hour");
            clock.after(Duration.ofMillis(1), rung::countDown);
            clock.follow();
            assertThat(rung.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(clock.now()).isAfter(stood.plus(Duration.ofHours(2)));
        }
    }

    @Test
    void doesNotMoveTimeThatFollowsTheMachine() {
        try (var clock = ClusterTime.following()) {
            var other = new TimeTravel(clock, Duration.ofMinutes(1), () -> 0);
            assertThatThrownBy(() -> other.advance(Duration.ofSeconds(1))).isInstanceOf(IllegalStateException.class);
        }
    }
}
