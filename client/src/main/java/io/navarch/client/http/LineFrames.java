package io.navarch.client.http;

import io.navarch.client.Transport;
import io.navarch.runtime.Clock;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The documents of a watch over HTTP: one to a line. One thread reads; any thread may close. */
final class LineFrames implements Transport.Frames {
    private static final int BUFFER = 16 << 10;

    private final InputStream stream;
    private final Clock clock;
    private final Consumer<LineFrames> onClose;
    private byte[] buffer = new byte[BUFFER];
    private int from;
    private int to;
    private volatile long heardAt;
    private volatile boolean closed;
    private Clock.@Nullable Timer watchdog;

    /** @param silenceLimit ends the watch when nothing was heard for so long; null for never */
    LineFrames(InputStream stream, @Nullable Duration silenceLimit, Clock clock, Consumer<LineFrames> onClose) {
        this.stream = stream;
        this.clock = clock;
        this.onClose = onClose;
        heardAt = clock.nanos();
        if (silenceLimit != null) {
            armWatchdog(silenceLimit, silenceLimit);
        }
    }

    private synchronized void armWatchdog(Duration limit, Duration delay) {
        if (!closed) {
            watchdog = clock.after(delay, () -> {
                long left = limit.toNanos() - (clock.nanos() - heardAt);
                if (left <= 0) {
                    close();
                } else {
                    armWatchdog(limit, Duration.ofNanos(left));
                }
            });
        }
    }

    @Override
    public byte @Nullable [] next() throws IOException {
        int scanned = from;
        while (true) {
            for (int i = scanned; i < to; i++) {
                if (buffer[i] == '\n') {
                    var line = Arrays.copyOfRange(buffer, from, i);
                    from = i + 1;
                    scanned = from;
                    if (line.length > 0) {
                        return line;
                    }
                }
            }
            makeRoom();
            scanned = to;
            if (!fill()) {
                return null;
            }
        }
    }

    private void makeRoom() {
        if (from > 0) {
            System.arraycopy(buffer, from, buffer, 0, to - from);
            to -= from;
            from = 0;
        }
        if (to == buffer.length) {
            buffer = Arrays.copyOf(buffer, buffer.length * 2);
        } else if (to == 0 && buffer.length > BUFFER) {
            buffer = new byte[BUFFER];
        }
    }

    /** False at the end of the stream; half a line before it is of no use and is dropped. */
    private boolean fill() throws IOException {
        try {
            int count = stream.read(buffer, to, buffer.length - to);
            heardAt = clock.nanos();
            if (count < 0) {
                return false;
            }
            to += count;
            return true;
        } catch (IOException e) {
            if (closed && !Thread.currentThread().isInterrupted()) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            if (watchdog != null) {
                watchdog.cancel();
            }
        }
        onClose.accept(this);
        try {
            stream.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
