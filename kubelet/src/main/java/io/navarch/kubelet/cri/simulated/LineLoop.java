package io.navarch.kubelet.cri.simulated;

import java.time.Duration;
import java.util.List;

/**
 * Lines written over and over.
 *
 * @param begin when the first round starts, after the container's start
 * @param period how long a round takes; more than zero
 */
public record LineLoop(Duration begin, Duration period, List<TimedLine> lines) {
    public LineLoop {
        lines = List.copyOf(lines);
    }
}
