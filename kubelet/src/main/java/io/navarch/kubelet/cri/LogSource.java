package io.navarch.kubelet.cri;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** A container's log, opened for reading forwards; follows the log over rotation. Used by one thread. */
public interface LogSource extends AutoCloseable {
    /**
     * The next entry. Empty when {@code wait} passed at the end of the log without a new one, or at once when the engine
     * knows that none will come. More may come as long as the container runs: look whether it does before the call, and
     * stop when it did not and the call gave nothing.
     */
    Optional<LogLine> next(Duration wait) throws IOException, InterruptedException;

    @Override
    void close();
}
