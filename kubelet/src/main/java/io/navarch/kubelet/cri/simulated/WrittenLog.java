package io.navarch.kubelet.cri.simulated;

import io.navarch.kubelet.cri.LogLine;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What behaviours have written to a container's log; of very many lines the last. Not thread-safe. */
final class WrittenLog {
    private static final int LIMIT = 10_000;

    private List<LogLine> lines = List.of();
    private long dropped;

    /** Adds a line without its end. */
    void add(Instant time, LogLine.Stream stream, String text) {
        if (lines.isEmpty()) {
            lines = new ArrayList<>();
        } else if (lines.size() == LIMIT) {
            lines.subList(0, LIMIT / 10).clear();
            dropped += LIMIT / 10;
        }
        lines.add(line(time, stream, text));
    }

    /** The line that was written as the {@code index}-th, or the oldest that is left; null if that one is not written yet. */
    @Nullable
    LogLine at(long index) {
        return index - dropped < lines.size() ? lines.get((int) Math.max(0, index - dropped)) : null;
    }

    WrittenLog copy() {
        var copy = new WrittenLog();
        copy.lines = lines.isEmpty() ? List.of() : new ArrayList<>(lines);
        copy.dropped = dropped;
        return copy;
    }

    static LogLine line(Instant time, LogLine.Stream stream, String text) {
        return new LogLine(time, stream, false, (text + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
