package io.navarch.embedded.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Time that stands while a client waits. Takes the seconds of patience that the watch has. */
class StandstillWatchTest {
    @Test
    void saysOnceWhatWaitsForTimeToBeMoved() throws InterruptedException {
        try (var time = ClusterTime.standing(Instant.parse("2026-01-01T00:00:00Z"))) {
            var told = new LinkedBlockingQueue<String>();
            var watch = new StandstillWatch(time, told::add);
            watch.start();
            time.activity().start("pod-web", () -> {
                try {
                    time.sleep(Duration.ofSeconds(2));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            time.activity().metOutside();
            assertThat(told.poll(20, TimeUnit.SECONDS))
                    .isEqualTo(
                            "the cluster's clock has stood at 2026-01-01T00:00:00Z for 5 s while clients wait, and nobody"
                                    + " moves it. Waiting: pod-web until 2026-01-01T00:00:02Z. clock().advance(…) or runUntil(…)"
                                    + " moves it, clock().automatic() lets it go on by itself");
            assertThat(told.poll(1500, TimeUnit.MILLISECONDS)).isNull();
            watch.stop();
        }
    }
}
