package io.navarch.kubelet.server;

import io.navarch.kubelet.cri.ContainerRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What the whole node uses.
 *
 * @param cpuNanoSeconds processor time since the node began
 * @param cpuNanoCores the rate of it, -1 if it is to be found from one look to the next
 * @param memoryWorkingSetBytes memory in use that cannot be had back easily
 * @param memoryTotalBytes all that there is
 */
public record NodeUsage(long cpuNanoSeconds, long cpuNanoCores, long memoryWorkingSetBytes, long memoryTotalBytes) {
    private static final Path STAT = Path.of("/proc/stat");
    private static final Path MEMORY = Path.of("/proc/meminfo");
    private static final long NANOS_PER_TICK = 10_000_000;
    private static final int IDLE = 4;
    private static final int WAITING = 5;
    private static final int LAST = 8;

    /** Of a node that is nothing but its simulated containers. */
    public static NodeUsage ofContainers(ContainerRuntime runtime, long memoryTotalBytes) {
        var pods = PodUsage.all(runtime);
        return new NodeUsage(
                pods.stream().mapToLong(PodUsage::cpuNanoSeconds).sum(),
                pods.stream().mapToLong(PodUsage::cpuNanoCores).sum(),
                pods.stream().mapToLong(PodUsage::workingSetBytes).sum(),
                memoryTotalBytes);
    }

    /** Of this machine, as the kernel counts it. */
    public static NodeUsage ofHost() throws IOException {
        long ticks = 0;
        var cpu = Files.readAllLines(STAT).getFirst().split("\\s+");
        for (int i = 1; i <= LAST && i < cpu.length; i++) {
            if (i != IDLE && i != WAITING) {
                ticks += Long.parseLong(cpu[i]);
            }
        }
        Map<String, Long> memory = new HashMap<>();
        for (var line : Files.readAllLines(MEMORY)) {
            var parts = line.split("[:\\s]+");
            memory.put(parts[0], Long.parseLong(parts[1]) * 1024);
        }
        long total = memory.getOrDefault("MemTotal", 0L);
        return new NodeUsage(ticks * NANOS_PER_TICK, -1, total - memory.getOrDefault("MemAvailable", 0L), total);
    }
}
