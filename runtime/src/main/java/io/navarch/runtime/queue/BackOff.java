package io.navarch.runtime.queue;

import java.time.Duration;

/** Delays that double from a first one to a longest one. */
public record BackOff(Duration first, Duration longest) {
    /** The delay after the given number of failures (1 for the first failure). */
    public Duration delay(int failures) {
        long nanos = first.toNanos();
        for (int i = 1; i < failures && nanos < longest.toNanos(); i++) {
            nanos *= 2;
        }
        return Duration.ofNanos(Math.min(nanos, longest.toNanos()));
    }
}
