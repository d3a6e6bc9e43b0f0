package io.navarch.scheduler.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.runtime.ManualClock;
import io.navarch.scheduler.Clusters;
import io.navarch.scheduler.state.PodState;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SchedulingQueueTest {
    private final ManualClock clock = new ManualClock(Instant.EPOCH);
    private final SchedulingQueue queue = new SchedulingQueue(clock);

    private void put(String name, int priority) {
        queue.put(new PodState(Clusters.pod(name, "", "'priority':" + priority)), false);
    }

    private String poll() {
        var next = queue.poll();
        return next == null ? "none" : next.uid();
    }

    /** Tries the next pod in vain. */
    private void park(String plugin) {
        var next = queue.poll();
        assertThat(next).isNotNull();
        queue.park(next.refused(Set.of(plugin)));
    }

    private void unpark(String plugin) {
        queue.unpark(queued -> queued.refusedBy().contains(plugin));
    }

    @Test
    void goesByPriorityThenByAge() {
        put("a", 0);
        put("b", 10);
        put("c", 0);
        put("d", 10);
        assertThat(new String[] {poll(), poll(), poll(), poll(), poll()}).containsExactly("b", "d", "a", "c", "none");
    }

    @Test
    void waitsForAnEventThatMayHelp() {
        put("a", 0);
        park("Fit");
        clock.advance(Duration.ofSeconds(20));
        assertThat(poll()).isEqualTo("none");
        unpark("Other");
        assertThat(poll()).isEqualTo("none");
        unpark("Fit");
        assertThat(poll()).isEqualTo("a");
    }

    @Test
    void backsOffAfterAnEventTooCloseToTheLastTry() {
        put("a", 0);
        park("Fit");
        unpark("Fit");
        assertThat(poll()).isEqualTo("none");
        assertThat(queue.backingOffCount()).isEqualTo(1);
        assertThat(queue.untilReady()).isEqualTo(Duration.ofSeconds(1));
        clock.advance(Duration.ofSeconds(1));
        park("Fit");
        unpark("Fit");
        assertThat(queue.untilReady()).isEqualTo(Duration.ofSeconds(2));
        for (int i = 0; i < 6; i++) {
            clock.advance(Duration.ofSeconds(10));
            park("Fit");
            unpark("Fit");
        }
        assertThat(queue.untilReady()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void triesAnewAfterFiveMinutesAnyway() {
        put("a", 0);
        park("Fit");
        clock.advance(Duration.ofMinutes(4));
        assertThat(poll()).isEqualTo("none");
        clock.advance(Duration.ofSeconds(100));
        assertThat(poll()).isEqualTo("a");
    }

    @Test
    void triesAnewWhenThePodAsksForSomethingElse() {
        put("a", 0);
        park("Fit");
        clock.advance(Duration.ofSeconds(5));
        queue.put(new PodState(Clusters.pod("a", "'new':'label'", "")), false);
        assertThat(poll()).isEqualTo("none");
        queue.put(new PodState(Clusters.pod("a", "", "'nodeSelector':{'a':'b'}")), true);
        var next = queue.poll();
        assertThat(next).isNotNull();
        assertThat(next.pod().pod().spec().nodeSelector()).containsEntry("a", "b");
        assertThat(next.attempts()).isEqualTo(1);
    }

    @Test
    void goesToTheEndOfTheLineAfterATry() {
        put("a", 0);
        put("b", 0);
        park("Fit");
        clock.advance(Duration.ofSeconds(5));
        unpark("Fit");
        assertThat(new String[] {poll(), poll()}).containsExactly("b", "a");
    }

    @Test
    void forgetsPodsThatAreGone() {
        put("active", 0);
        put("parked", 5);
        park("Fit");
        put("waiting", 5);
        park("Other");
        unpark("Other");
        queue.remove("active");
        queue.remove("parked");
        queue.remove("waiting");
        unpark("Fit");
        clock.advance(Duration.ofMinutes(10));
        assertThat(poll()).isEqualTo("none");
        assertThat(queue.untilReady()).isNull();
    }

    @Test
    void triesAgainWhatFailedForNoFaultOfItsOwn() {
        put("a", 0);
        var next = queue.poll();
        assertThat(next).isNotNull();
        queue.done("a");
        queue.retry(next.refused(Set.of()));
        assertThat(poll()).isEqualTo("none");
        clock.advance(Duration.ofSeconds(1));
        assertThat(poll()).isEqualTo("a");
    }
}
