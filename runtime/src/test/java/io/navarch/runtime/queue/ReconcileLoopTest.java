package io.navarch.runtime.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.meta.v1.StatusCause;
import io.navarch.model.meta.v1.StatusDetails;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.Reason;
import io.navarch.runtime.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReconcileLoopTest {
    private final ManualClock clock = new ManualClock(Instant.EPOCH);
    private final LinkedBlockingQueue<String> worked = new LinkedBlockingQueue<>();
    private final Queue<Next> answers = new ConcurrentLinkedQueue<>();
    private final ReconcileLoop<String> loop = new ReconcileLoop<>("test", clock, key -> {
        worked.add(key);
        var answer = answers.poll();
        if (answer == null) {
            throw new IllegalStateException("fails");
        }
        return answer;
    });

    @AfterEach
    void close() {
        loop.close();
    }

    private void idle() {
        while (!loop.queue().idle()) {
            Thread.onSpinWait();
        }
    }

    private String next() throws InterruptedException {
        var key = worked.poll(10, TimeUnit.SECONDS);
        idle();
        return String.valueOf(key);
    }

    @Test
    void looksAgainWhenToldTo() throws InterruptedException {
        answers.add(Next.after(Duration.ofMinutes(1)));
        answers.add(Next.done());
        loop.queue().add("a");
        loop.start(2);
        assertThat(next()).isEqualTo("a");
        clock.advance(Duration.ofSeconds(59));
        assertThat(worked).isEmpty();
        clock.advance(Duration.ofSeconds(1));
        assertThat(next()).isEqualTo("a");
        assertThat(clock.nextDue()).isNull();
    }

    @Test
    void triesFailuresAgainWithGrowingDelays() throws InterruptedException {
        loop.start(1);
        loop.queue().add("a");
        next();
        assertThat(clock.nextDue()).isEqualTo(Instant.EPOCH.plusMillis(5));
        answers.add(Next.retry());
        clock.advance(Duration.ofMillis(5));
        next();
        assertThat(clock.nextDue()).isEqualTo(Instant.EPOCH.plusMillis(15));
        answers.add(Next.done());
        clock.advance(Duration.ofMillis(10));
        next();
        assertThat(loop.queue().failures("a")).isZero();
    }

    @Test
    void leavesAloneWhatGoesWithItsNamespace() throws InterruptedException {
        var cause = StatusCause.EMPTY.withReason("NamespaceTerminating");
        var refusal = new ApiException(Reason.FORBIDDEN, "going", StatusDetails.EMPTY.withCauses(List.of(cause)));
        var tried = new CountDownLatch(1);
        try (var refused = new ReconcileLoop<String>("refused", clock, key -> {
            tried.countDown();
            throw refusal;
        })) {
            refused.start(1);
            refused.queue().add("a");
            assertThat(tried.await(10, TimeUnit.SECONDS)).isTrue();
            while (!refused.queue().idle()) {
                Thread.onSpinWait();
            }
            assertThat(clock.nextDue()).isNull();
        }
    }

    @Test
    void neverWorksOnAKeyTwiceAtOnce() throws InterruptedException {
        var atOnce = new AtomicInteger();
        var most = new AtomicInteger();
        var runs = new CountDownLatch(50);
        try (var parallel = new ReconcileLoop<String>("parallel", clock, key -> {
            most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            Thread.yield();
            atOnce.decrementAndGet();
            runs.countDown();
            return runs.getCount() > 0 ? Next.after(Duration.ZERO) : Next.done();
        })) {
            parallel.start(8);
            parallel.queue().add("a");
            assertThat(runs.await(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(most).hasValue(1);
    }

    @Test
    void interruptsItsWorkersWhenClosed() throws InterruptedException {
        var ended = new ArrayDeque<String>();
        var begun = new CountDownLatch(1);
        var blocked = new ReconcileLoop<String>("blocked", clock, key -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } finally {
                ended.add(key);
            }
            return Next.done();
        });
        blocked.start(1);
        blocked.queue().add("a");
        begun.await();
        blocked.close();
        assertThat(ended).containsExactly("a");
    }
}
