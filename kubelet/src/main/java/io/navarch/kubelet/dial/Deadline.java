package io.navarch.kubelet.dial;

import io.navarch.runtime.Clock;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When something must be over: what was put under it is closed then, which ends the calls that block in it. Belongs to one
 * caller; the clock's thread does the closing.
 */
public final class Deadline implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Deadline.class);

    private final Duration timeout;
    private final List<Closeable> guarded = new ArrayList<>();
    private final Clock.Timer timer;
    private boolean passed;

    public Deadline(Clock clock, Duration timeout) {
        this.timeout = timeout;
        this.timer = clock.after(timeout, this::pass);
    }

    public Duration timeout() {
        return timeout;
    }

    /** Puts something under the deadline; closes it at once if that has passed. */
    public void guard(Closeable closeable) {
        boolean late;
        synchronized (this) {
            late = passed;
            if (!late) {
                guarded.add(closeable);
            }
        }
        if (late) {
            closeQuietly(closeable);
        }
    }

    public synchronized boolean passed() {
        return passed;
    }

    private void pass() {
        List<Closeable> due;
        synchronized (this) {
            passed = true;
            due = List.copyOf(guarded);
        }
        due.forEach(Deadline::closeQuietly);
    }

    private static void closeQuietly(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            LOG.debug("closing {}: {}", closeable, e.toString());
        }
    }

    /** Lets it never pass. */
    @Override
    public void close() {
        timer.cancel();
    }
}
