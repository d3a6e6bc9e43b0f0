package io.navarch.runtime.activity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** What counts as busy, and that there is no moment of false quiet between two that hand work over. */
class TrackedActivityTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final TrackedActivity activity = new TrackedActivity(Duration.ofMillis(40));

    @Test
    void workIsBusyUntilItIsIdleOrClosed() {
        var work = activity.begin("one");
        assertThat(activity.busyNow()).containsExactly("one");
        work.idle();
        work.idle();
        assertThat(activity.quiet()).isTrue();
        work.busy();
        work.busy();
        assertThat(activity.quiet()).isFalse();
        work.close();
        work.busy();
        assertThat(activity.quiet()).isTrue();
        assertThat(activity.busyNow()).isEmpty();
    }

    @Test
    void namesWhatIsBusyForTooLong() {
        activity.begin("the slow one");
        activity.begin("another").idle();
        assertThatThrownBy(() -> activity.awaitQuiet(Duration.ofMillis(5)))
                .isInstanceOf(NotQuietException.class)
                .hasMessage("not quiet after 5 ms; busy: the slow one");
    }

    @Test
    void whoWaitsForAMessageIsIdle() throws InterruptedException {
        var inbox = new Inbox<String>(activity);
        var taken = new ArrayList<String>();
        var reader = activity.start("reader", () -> {
            try {
                while (true) {
                    taken.add(inbox.take());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        activity.awaitQuiet(LIMIT);
        inbox.add("a");
        inbox.add("b");
        activity.awaitQuiet(LIMIT);
        assertThat(taken).containsExactly("a", "b");
        reader.interrupt();
        reader.join();
        assertThat(activity.quiet()).isTrue();
    }

    /** A message goes through many hands; quiet may only be seen when it has come to the end. */
    @RepeatedTest(20)
    void isNotQuietBeforeTheLastHasDoneHisPart() throws InterruptedException {
        int stages = 20;
        var inboxes = new ArrayList<Inbox<Integer>>();
        for (int i = 0; i < stages; i++) {
            inboxes.add(new Inbox<>(activity));
        }
        var arrived = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < stages; i++) {
            int stage = i;
            threads.add(activity.start("stage " + i, () -> pass(inboxes, stage, arrived)));
        }
        for (int round = 1; round <= 50; round++) {
            inboxes.get(0).add(round);
            activity.awaitQuiet(LIMIT);
            assertThat(arrived.get()).isEqualTo(round);
        }
        threads.forEach(Thread::interrupt);
        activity.awaitQuiet(LIMIT);
    }

    private static void pass(List<Inbox<Integer>> inboxes, int stage, AtomicInteger arrived) {
        try {
            while (true) {
                int message = inboxes.get(stage).take();
                if (stage + 1 < inboxes.size()) {
                    inboxes.get(stage + 1).add(message);
                } else {
                    arrived.set(message);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void whoWaitsBeforeALatchIsIdleUntilItOpens() throws InterruptedException {
        var latch = new Latch(activity, 2);
        var through = new CountDownLatch(1);
        activity.start("waiting", () -> {
            try {
                latch.await();
                through.countDown();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        activity.awaitQuiet(LIMIT);
        latch.countDown();
        assertThat(latch.open()).isFalse();
        latch.countDown();
        activity.awaitQuiet(LIMIT);
        assertThat(through.getCount()).isZero();
    }

    @Test
    void listensForTheAnswerOfWhoWasTold() throws InterruptedException {
        activity.metOutside();
        long begun = System.nanoTime();
        activity.awaitQuiet(LIMIT);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(35));
        begun = System.nanoTime();
        activity.awaitQuiet(LIMIT);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMillis(35));
    }
}
