package io.navarch.kubelet.cri;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one container uses. A part that the engine has not measured (yet) is null.
 */
public record ContainerStats(
        String id,
        ContainerMetadata metadata,
        Map<String, String> labels,
        Map<String, String> annotations,
        @Nullable Cpu cpu,
        @Nullable Memory memory,
        @Nullable FilesystemUsage writableLayer) {
    public ContainerStats {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
    }

    /**
     * Processor time.
     *
     * @param usageNanoCores the rate over a recent window, null where the engine gives only the total
     */
    public record Cpu(
            Instant timestamp,
            long usageCoreNanoSeconds,
            @Nullable Long usageNanoCores) {}

    /** Memory, in bytes. {@code availableBytes} is 0 without a limit. */
    public record Memory(
            Instant timestamp,
            long workingSetBytes,
            long availableBytes,
            long usageBytes,
            long rssBytes,
            long pageFaults,
            long majorPageFaults) {}
}
