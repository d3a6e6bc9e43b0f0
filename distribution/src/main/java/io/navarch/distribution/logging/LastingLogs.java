package io.navarch.distribution.logging;

import java.util.logging.LogManager;

/** Keeps logging while the JVM shuts down: the JDK's own manager closes all handlers as soon as a shutdown begins. */
public final class LastingLogs extends LogManager {
    @Override
    public void reset() {
        // The handlers stay until the process ends; RotatingFile flushes each line.
    }
}
