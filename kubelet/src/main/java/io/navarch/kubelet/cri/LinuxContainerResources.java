package io.navarch.kubelet.cri;

import java.util.Map;

/**
 * Limits of a container or sandbox, in the kernel's terms. 0 and empty mean: not given.
 *
 * @param cpuPeriod CFS period in microseconds
 * @param cpuQuota CFS quota in microseconds per period
 * @param memorySwapLimit memory and swap together, in bytes
 * @param hugepageLimits page size (2MB, 1GB) to bytes
 * @param unified cgroup v2 files to values
 */
public record LinuxContainerResources(
        long cpuPeriod,
        long cpuQuota,
        long cpuShares,
        long memoryLimit,
        long memorySwapLimit,
        long oomScoreAdj,
        String cpusetCpus,
        String cpusetMems,
        Map<String, Long> hugepageLimits,
        Map<String, String> unified) {
    public static final LinuxContainerResources NONE = builder().build();

    public LinuxContainerResources {
        hugepageLimits = Map.copyOf(hugepageLimits);
        unified = Map.copyOf(unified);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Collects the limits of a container; what is not said is not limited. */
    public static final class Builder {
        private long cpuPeriod;
        private long cpuQuota;
        private long cpuShares;
        private long memoryLimit;
        private long memorySwapLimit;
        private long oomScoreAdj;
        private String cpusetCpus = "";
        private String cpusetMems = "";
        private Map<String, Long> hugepageLimits = Map.of();
        private Map<String, String> unified = Map.of();

        private Builder() {}

        public Builder cpuCfs(long quota, long period) {
            cpuQuota = quota;
            cpuPeriod = period;
            return this;
        }

        public Builder cpuShares(long value) {
            cpuShares = value;
            return this;
        }

        public Builder memoryLimit(long bytes) {
            memoryLimit = bytes;
            return this;
        }

        public Builder memorySwapLimit(long bytes) {
            memorySwapLimit = bytes;
            return this;
        }

        public Builder oomScoreAdj(long value) {
            oomScoreAdj = value;
            return this;
        }

        public Builder cpuset(String cpus, String mems) {
            cpusetCpus = cpus;
            cpusetMems = mems;
            return this;
        }

        public Builder hugepageLimits(Map<String, Long> value) {
            hugepageLimits = value;
            return this;
        }

        public Builder unified(Map<String, String> value) {
            unified = value;
            return this;
        }

        public LinuxContainerResources build() {
            return new LinuxContainerResources(
                    cpuPeriod,
                    cpuQuota,
                    cpuShares,
                    memoryLimit,
                    memorySwapLimit,
                    oomScoreAdj,
                    cpusetCpus,
                    cpusetMems,
                    hugepageLimits,
                    unified);
        }
    }
}
