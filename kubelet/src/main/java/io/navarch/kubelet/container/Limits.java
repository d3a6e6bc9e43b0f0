package io.navarch.kubelet.container;

import io.navarch.kubelet.cri.LinuxContainerResources;
import io.navarch.model.Quantity;
import io.navarch.model.core.v1.Container;
import io.navarch.model.core.v1.Pod;

/** A container's requests and limits in the kernel's terms. Pure logic. */
final class Limits {
    private static final long PERIOD = 100_000;
    private static final long LEAST_QUOTA = 1000;
    private static final long LEAST_SHARES = 2;
    private static final long MOST_SHARES = 262_144;

    private Limits() {}

    /** @param nodeMemory of the whole node in bytes, which a share of memory's out-of-memory score refers to */
    static LinuxContainerResources of(Pod pod, Container container, long nodeMemory) {
        var requests = container.resources().requests();
        var limits = container.resources().limits();
        var cpuRequest = requests.getOrDefault("cpu", limits.getOrDefault("cpu", "0"));
        var builder = LinuxContainerResources.builder()
                .cpuShares(shares(Quantity.parse(cpuRequest).milliValue()))
                .oomScoreAdj(oomScore(pod, container, nodeMemory));
        var cpu = limits.get("cpu");
        if (cpu != null) {
            long quota = Quantity.parse(cpu).milliValue() * PERIOD / 1000;
            builder.cpuCfs(Math.max(LEAST_QUOTA, quota), PERIOD);
        }
        var memory = limits.get("memory");
        if (memory != null) {
            long bytes = Quantity.parse(memory).value();
            builder.memoryLimit(bytes);
        }
        return builder.build();
    }

    static long shares(long milliCpu) {
        return milliCpu == 0 ? LEAST_SHARES : Math.clamp(milliCpu * 1024 / 1000, LEAST_SHARES, MOST_SHARES);
    }

    /** The more memory a container may rightly use, the later it is killed; guaranteed pods last, best-effort ones first. */
    private static long oomScore(Pod pod, Container container, long nodeMemory) {
        return switch (pod.status().qosClass()) {
            case "Guaranteed" -> -997;
            case "BestEffort" -> 1000;
            default -> {
                var request = Quantity.parse(container.resources().requests().getOrDefault("memory", "0"))
                        .value();
                long score = nodeMemory == 0 ? 999 : 1000 - 1000 * request / nodeMemory;
                yield Math.clamp(score, 3, 999);
            }
        };
    }
}
