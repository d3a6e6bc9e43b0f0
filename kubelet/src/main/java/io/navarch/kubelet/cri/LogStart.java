package io.navarch.kubelet.cri;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Where to begin reading a log: the last so many lines and nothing older than; null does not restrict. */
public record LogStart(@Nullable Long tailLines, @Nullable Instant since) {
    public static final LogStart BEGINNING = new LogStart(null, null);

    public static LogStart tail(long lines) {
        return new LogStart(lines, null);
    }
}
