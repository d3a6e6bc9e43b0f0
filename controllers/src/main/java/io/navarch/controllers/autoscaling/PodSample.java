package io.navarch.controllers.autoscaling;

import java.time.Duration;
import java.time.Instant;

/**
 * A measured value of one pod.
 *
 * @param milli the value in thousandths
 * @param at when the measuring ended
 * @param window over which time it was measured
 */
record PodSample(long milli, Instant at, Duration window) {
    /** A value that stands in for one that was not measured. */
    static PodSample assumed(long milli) {
        return new PodSample(milli, Instant.EPOCH, Duration.ZERO);
    }
}
