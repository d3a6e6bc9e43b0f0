package io.navarch.embedded.time;

import io.navarch.runtime.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Notices that time has stood for a while although a client waits and something would happen if it were moved, and says so
 * once: a test that forgot to move it would otherwise hang without a word. Looks once a second, by the machine's time.
 */
final class StandstillWatch {
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final int NAMED = 5;

    private final ClusterTime time;
    private final Consumer<String> teller;
    private Clock.@Nullable Timer timer;
    private long stands;
    private long since;
    private boolean told;

    /** @param teller hears the message */
    StandstillWatch(ClusterTime time, Consumer<String> teller) {
        this.time = time;
        this.teller = teller;
    }

    synchronized void start() {
        if (timer == null) {
            since = time.machine().nanos();
            stands = time.nanos();
            told = false;
            arm();
        }
    }

    synchronized void stop() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void arm() {
        timer = time.machine().after(LOOK, this::look);
    }

    private synchronized void look() {
        if (timer == null) {
            return;
        }
        if (time.nanos() != stands) {
            stands = time.nanos();
            since = time.machine().nanos();
            told = false;
        } else if (!told && time.machine().nanos() - since >= PATIENCE.toNanos()) {
            tell();
        }
        arm();
    }

    private void tell() {
        var now = time.now();
        var waiting = time.soon();
        if (!waiting.isEmpty() && time.activity().metOutsideSince(since)) {
            told = true;
            teller.accept("the cluster's clock has stood at " + now + " for " + PATIENCE.toSeconds()
                    + " s while clients wait, and nobody moves it. Waiting: " + words(waiting, now)
                    + ". clock().advance(…) or runUntil(…) moves it, clock().automatic() lets it go on by itself");
        }
    }

    private String words(List<Pending> waiting, Instant now) {
        var named = waiting.stream()
                .limit(NAMED)
                .map(pending -> pending.who() + " until " + now.plusNanos(pending.due() - stands))
                .collect(Collectors.joining(", "));
        return waiting.size() > NAMED ? named + " and " + (waiting.size() - NAMED) + " more" : named;
    }
}
