package io.navarch.embedded.time;

import io.navarch.embedded.ClusterClock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/** The API's view of a cluster's time. */
public final class ClockFace implements ClusterClock {
    /** What a test that names no bound will hardly want to live through. */
    private static final Duration LONGEST = Duration.ofDays(400);

    private final ClusterTime time;
    private final TimeTravel travel;

    public ClockFace(ClusterTime time, TimeTravel travel) {
        this.time = time;
        this.travel = travel;
    }

    @Override
    public Instant now() {
        return time.now();
    }

    @Override
    public boolean isManual() {
        return time.stands();
    }

    @Override
    public ClusterClock manual() {
        time.stop();
        return this;
    }

    @Override
    public ClusterClock automatic() {
        time.follow();
        return this;
    }

    @Override
    public void advance(Duration duration) throws InterruptedException {
        if (time.stands()) {
            travel.advance(duration);
            return;
        }
        time.stop();
        try {
            travel.advance(duration);
        } finally {
            time.follow();
        }
    }

    @Override
    public void runUntil(BooleanSupplier condition) throws InterruptedException {
        var begun = time.now();
        if (!travel.travel(LONGEST, travel.untilPatienceEnds(condition))) {
            throw new IllegalStateException("the condition does not hold after " + Duration.between(begun, time.now())
                    + " of the cluster's time");
        }
    }

    @Override
    public boolean runUntil(BooleanSupplier condition, Duration atMost) throws InterruptedException {
        return travel.travel(atMost, condition);
    }

    @Override
    public void runUntilQuiet(Duration still) throws InterruptedException {
        runUntil(() -> travel.sinceLastChange().compareTo(still) >= 0);
    }

    @Override
    public String toString() {
        return time.now() + (time.stands() ? ", standing" : "");
    }
}
