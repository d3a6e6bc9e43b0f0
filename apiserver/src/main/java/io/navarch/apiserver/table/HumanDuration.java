package io.navarch.apiserver.table;

import io.navarch.model.Timestamps;
import java.time.Duration;
import java.time.Instant;

/** Durations as kubectl shows them: {@code 65s}, {@code 4m25s}, {@code 3h}, {@code 2d4h}. */
public final class HumanDuration {
    private static final String UNKNOWN = "<unknown>";

    private HumanDuration() {}

    /** The time since a timestamp; an empty one is {@code <unknown>}. */
    public static String since(String timestamp, Instant now) {
        var then = Timestamps.instant(timestamp);
        return then == null ? UNKNOWN : of(Duration.between(then, now));
    }

    /** The fewer units, the longer it is; up to two seconds of skew between machines pass as nothing. */
    public static String of(Duration duration) {
        long seconds = duration.toMillis() / 1000;
        if (seconds < -1) {
            return "<invalid>";
        }
        if (seconds < 0) {
            return "0s";
        }
        if (seconds < 120) {
            return seconds + "s";
        }
        long minutes = seconds / 60;
        if (minutes < 10) {
            return pair(minutes, "m", seconds % 60, "s");
        }
        if (minutes < 180) {
            return minutes + "m";
        }
        return ofHours(minutes / 60, minutes % 60);
    }

    private static String ofHours(long hours, long minutes) {
        if (hours < 8) {
            return pair(hours, "h", minutes, "m");
        }
        if (hours < 48) {
            return hours + "h";
        }
        long days = hours / 24;
        if (days < 8) {
            return pair(days, "d", hours % 24, "h");
        }
        if (days < 2 * 365) {
            return days + "d";
        }
        return days < 8 * 365 ? pair(days / 365, "y", days % 365, "d") : days / 365 + "y";
    }

    private static String pair(long large, String largeUnit, long small, String smallUnit) {
        return small == 0 ? large + largeUnit : large + largeUnit + small + smallUnit;
    }
}
