package io.navarch.kubelet.cri.simulated;

import io.navarch.kubelet.cri.LogLine;
import io.navarch.kubelet.cri.LogSource;
import io.navarch.kubelet.cri.LogStart;
import io.navarch.runtime.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The log of a simulated container: what its script has written by now and what behaviours wrote, by time. */
final class SimulatedLogSource implements LogSource {
    private final SimulatedContainer container;
    private final Clock clock;
    private long nextScripted;
    private long nextWritten;

    SimulatedLogSource(SimulatedContainer container, LogStart start, Clock clock) {
        this.container = container;
        this.clock = clock;
        Long tail = start.tailLines();
        if (tail != null) {
            skip(Math.max(0, countLines() - tail));
        }
        skipUntil(start.since());
    }

    private long countLines() {
        long lines = 0;
        while (take() != null) {
            lines++;
        }
        nextScripted = 0;
        nextWritten = 0;
        return lines;
    }

    private void skip(long lines) {
        for (long i = 0; i < lines; i++) {
            take();
        }
    }

    private void skipUntil(@Nullable Instant since) {
        if (since == null) {
            return;
        }
        for (LogLine line = peek(); line != null && line.time().isBefore(since); line = peek()) {
            take();
        }
    }

    private @Nullable LogLine peek() {
        long scripted = nextScripted;
        long written = nextWritten;
        LogLine line = take();
        nextScripted = scripted;
        nextWritten = written;
        return line;
    }

    private @Nullable LogLine take() {
        LogLine scripted = container.scripted(nextScripted);
        if (scripted != null && scripted.time().isAfter(clock.now())) {
            scripted = null;
        }
        LogLine written = container.written(nextWritten);
        if (scripted != null && (written == null || !written.time().isBefore(scripted.time()))) {
            nextScripted++;
            return scripted;
        }
        if (written != null) {
            nextWritten++;
        }
        return written;
    }

    @Override
    public Optional<LogLine> next(Duration wait) throws InterruptedException {
        long deadline = clock.nanos() + wait.toNanos();
        while (true) {
            boolean more = container.running();
            LogLine line = take();
            long left = deadline - clock.nanos();
            if (line != null || left <= 0 || !more) {
                return Optional.ofNullable(line);
            }
            container.awaitWritten(nextWritten, untilNext(Duration.ofNanos(left)));
        }
    }

    private Duration untilNext(Duration left) {
        LogLine next = container.scripted(nextScripted);
        if (next == null) {
            return left;
        }
        Duration until = Duration.between(clock.now(), next.time());
        return until.compareTo(left) < 0 ? until : left;
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
