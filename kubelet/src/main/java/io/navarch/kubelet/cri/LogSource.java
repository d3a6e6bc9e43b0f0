package io.navarch.kubelet.cri;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** A container's log, opened for reading forwards; follows the log over rotation. Used by one thread. */
public interface LogSource extends AutoCloseable {
    /**
     * The next entry. Empty when {@code wait} passed at the end of the log without a new one; more may come as long as
     * the container runs.
     */
    Optional<LogLine> next(Duration wait) throws IOException, InterruptedException;

    @Override
    void close();
}
