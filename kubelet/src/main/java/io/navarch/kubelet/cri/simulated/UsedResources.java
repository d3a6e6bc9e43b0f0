package io.navarch.kubelet.cri.simulated;

import java.time.Duration;
import java.time.Instant;

/**
 * What a simulated container uses, at a rate that may change.
 *
 * @param since when the rate began
 * @param cpuNanosBefore processor time spent until then
 */
record UsedResources(Instant since, long cpuNanosBefore, long cpuNanoCores, long memoryBytes) {
    private static final double NANOS_PER_SECOND = 1e9;

    static UsedResources of(ContainerScript script, Instant start) {
        return new UsedResources(start, 0, script.cpuNanoCores(), script.memoryBytes());
    }

    UsedResources changed(Instant now, long nanoCores, long bytes) {
        return new UsedResources(now, cpuNanos(now), nanoCores, bytes);
    }

    /** The processor time spent by then, in nanoseconds. */
    long cpuNanos(Instant now) {
        return cpuNanosBefore + (long) (Duration.between(since, now).toNanos() / NANOS_PER_SECOND * cpuNanoCores);
    }
}
