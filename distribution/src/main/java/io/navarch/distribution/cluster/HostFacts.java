package io.navarch.distribution.cluster;

import io.navarch.distribution.host.OperatingSystem;
import io.navarch.kubelet.node.NodeFacts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What a node on this host reports of itself, read from the kernel. */
final class HostFacts {
    private static final String VERSION = "v1.36.0";
    private static final int MOST_PODS = 110;
    private static final long RESERVED_MEMORY = 100L << 20;

    private HostFacts() {}

    /**
     * The facts of one node.
     *
     * @param disk where its containers are kept
     * @param kubeletPort where it serves
     */
    static NodeFacts of(String name, List<String> addresses, Path disk, int kubeletPort) {
        long memory = memoryBytes();
        long storage = space(disk);
        var cpu = Integer.toString(Runtime.getRuntime().availableProcessors());
        var pods = Integer.toString(MOST_PODS);
        var capacity = Map.of(
                "cpu", cpu, "memory", (memory >> 10) + "Ki", "pods", pods, "ephemeral-storage", (storage >> 10) + "Ki");
        var allocatable = Map.of(
                "cpu",
                cpu,
                "memory",
                ((memory - RESERVED_MEMORY) >> 10) + "Ki",
                "pods",
                pods,
                "ephemeral-storage",
                Long.toString(storage / 10 * 9));
        var system = OperatingSystem.detect();
        return new NodeFacts(
                name,
                name,
                addresses,
                capacity,
                allocatable,
                Map.of(),
                List.of(),
                kubeletPort,
                memory,
                new NodeFacts.SystemFacts(
                        text("/etc/machine-id"),
                        machineUuid(),
                        text("/proc/sys/kernel/random/boot_id"),
                        system.kernel(),
                        system.prettyName(),
                        "linux",
                        system.architecture(),
                        VERSION));
    }

    private static long memoryBytes() {
        return text("/proc/meminfo")
                        .lines()
                        .filter(line -> line.startsWith("MemTotal:"))
                        .map(line -> line.replaceAll("[^0-9]", ""))
                        .mapToLong(Long::parseLong)
                        .findFirst()
                        .orElse(0)
                << 10;
    }

    private static long space(Path disk) {
        try {
            return Files.getFileStore(disk).getTotalSpace();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Machines that hide their board's number are told apart by their machine id. */
    private static String machineUuid() {
        var board = text("/sys/class/dmi/id/product_uuid");
        return board.isEmpty()
                ? UUID.nameUUIDFromBytes(text("/etc/machine-id").getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        .toString()
                : board;
    }

    private static String text(String file) {
        var path = Path.of(file);
        try {
            return Files.isReadable(path) ? Files.readString(path).strip() : "";
        } catch (IOException e) {
            // Some of these files exist and cannot be read in all containers; the node then does not report them.
            return "";
        }
    }
}
