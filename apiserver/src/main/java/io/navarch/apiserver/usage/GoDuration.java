package io.navarch.apiserver.usage;

import java.math.BigDecimal;
import java.time.Duration;

/** Durations as Go writes them: {@code 15.2s}, {@code 1m0s}. */
final class GoDuration {
    private static final int MILLI = 3;
    private static final int NANO = 9;
    private static final int SECONDS = 60;

    private GoDuration() {}

    static String text(Duration duration) {
        if (duration.toSeconds() == 0) {
            return plain(BigDecimal.valueOf(duration.toNanos(), NANO - MILLI)) + "ms";
        }
        var seconds =
                BigDecimal.valueOf(duration.getSeconds() % SECONDS).add(BigDecimal.valueOf(duration.getNano(), NANO));
        var minutes = duration.toMinutes();
        var hours = duration.toHours();
        return (hours > 0 ? hours + "h" : "") + (minutes > 0 ? minutes % SECONDS + "m" : "") + plain(seconds) + "s";
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
}
