package io.navarch.runtime.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.runtime.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WorkQueueTest {
    private final ManualClock clock = new ManualClock(Instant.EPOCH);
    private final WorkQueue<String> queue = new WorkQueue<>(clock);

    @Test
    void holdsAKeyOnce() throws InterruptedException {
        queue.add("a");
        queue.add("b");
        queue.add("a");
        assertThat(queue.length()).isEqualTo(2);
        assertThat(queue.take()).isEqualTo("a");
        assertThat(queue.take()).isEqualTo("b");
    }

    @Test
    void neverHandsAKeyOutTwiceAtOnce() throws InterruptedException {
        queue.add("a");
        queue.take();
        queue.add("a");
        queue.add("a");
        assertThat(queue.length()).isZero();
        assertThat(queue.idle()).isFalse();
        queue.done("a");
        assertThat(queue.length()).isEqualTo(1);
        assertThat(queue.take()).isEqualTo("a");
        queue.done("a");
        assertThat(queue.idle()).isTrue();
    }

    @Test
    void addsLaterAndTheEarliestDelayCounts() {
        queue.addAfter("a", Duration.ofSeconds(10));
        queue.addAfter("a", Duration.ofSeconds(3));
        queue.addAfter("a", Duration.ofSeconds(20));
        clock.advance(Duration.ofMillis(2999));
        assertThat(queue.length()).isZero();
        clock.advance(Duration.ofMillis(1));
        assertThat(queue.length()).isEqualTo(1);
        assertThat(clock.nextDue()).isNull();
    }

    @Test
    void backsOffFurtherWithEachFailureUntilForgotten() {
        queue.addWithBackOff("a");
        assertThat(clock.nextDue()).isEqualTo(Instant.EPOCH.plusMillis(5));
        clock.advance(Duration.ofMillis(5));
        queue.addWithBackOff("a");
        assertThat(clock.nextDue()).isEqualTo(Instant.EPOCH.plusMillis(15));
        assertThat(queue.failures("a")).isEqualTo(2);
        queue.forget("a");
        assertThat(queue.failures("a")).isZero();
    }

    @Test
    void doublesUpToTheLongestDelay() {
        var backOff = new BackOff(Duration.ofMillis(5), Duration.ofSeconds(1000));
        assertThat(backOff.delay(1)).isEqualTo(Duration.ofMillis(5));
        assertThat(backOff.delay(4)).isEqualTo(Duration.ofMillis(40));
        assertThat(backOff.delay(1000)).isEqualTo(Duration.ofSeconds(1000));
    }

    @Test
    void endsTakersWhenClosed() throws Exception {
        var taken = new CompletableFuture<String>();
        Thread.ofVirtual().start(() -> {
            try {
                taken.complete(queue.take());
            } catch (InterruptedException e) {
                taken.completeExceptionally(e);
            }
        });
        queue.addAfter("later", Duration.ofSeconds(1));
        queue.close();
        assertThat(taken.get(10, TimeUnit.SECONDS)).isNull();
        queue.add("a");
        assertThat(queue.length()).isZero();
        assertThat(clock.nextDue()).isNull();
    }
}
