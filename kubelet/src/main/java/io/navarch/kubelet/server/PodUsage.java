package io.navarch.kubelet.server;

import io.navarch.kubelet.container.Labels;
import io.navarch.kubelet.cri.Container;
import io.navarch.kubelet.cri.ContainerFilter;
import io.navarch.kubelet.cri.ContainerRuntime;
import io.navarch.kubelet.cri.ContainerState;
import io.navarch.kubelet.cri.ContainerStats;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a pod's running containers use, as the engine measures it.
 *
 * @param containers by name
 */
public record PodUsage(String namespace, String name, String uid, List<Used> containers) {

    /** @param startedAt about when: the engine's listing knows when the container was made */
    public record Used(String name, Instant startedAt, ContainerStats stats) {
        public long cpuNanoSeconds() {
            var cpu = stats.cpu();
            return cpu == null ? 0 : cpu.usageCoreNanoSeconds();
        }

        /** The rate that the engine measured, -1 if it did not. */
        public long cpuNanoCores() {
            var cpu = stats.cpu();
            var rate = cpu == null ? null : cpu.usageNanoCores();
            return rate == null ? -1 : rate;
        }

        public long workingSetBytes() {
            var memory = stats.memory();
            return memory == null ? 0 : memory.workingSetBytes();
        }
    }

    /** All pods that run, by namespace and name. */
    public static List<PodUsage> all(ContainerRuntime runtime) {
        Map<String, Container> running = runtime.listContainers(ContainerFilter.ALL).stream()
                .filter(container -> container.state() == ContainerState.RUNNING)
                .collect(Collectors.toMap(Container::id, container -> container));
        var pods = new TreeMap<String, PodUsage>();
        for (var stats : runtime.listContainerStats(ContainerFilter.ALL)) {
            var container = running.get(stats.id());
            if (container == null) {
                continue;
            }
            var labels = container.labels();
            var namespace = labels.getOrDefault(Labels.POD_NAMESPACE, "");
            var name = labels.getOrDefault(Labels.POD_NAME, "");
            var uid = labels.getOrDefault(Labels.POD_UID, "");
            if (name.isEmpty()) {
                continue; // Of somebody else who uses the engine.
            }
            pods.computeIfAbsent(
                            namespace + "/" + name + "/" + uid,
                            key -> new PodUsage(namespace, name, uid, new ArrayList<>()))
                    .containers()
                    .add(new Used(container.metadata().name(), container.createdAt(), stats));
        }
        pods.values().forEach(pod -> pod.containers().sort(Comparator.comparing(Used::name)));
        return List.copyOf(pods.values());
    }

    public long cpuNanoSeconds() {
        return containers.stream().mapToLong(Used::cpuNanoSeconds).sum();
    }

    /** The rate that the engine measured, -1 if it did not for some container. */
    public long cpuNanoCores() {
        return containers.stream().allMatch(used -> used.cpuNanoCores() >= 0)
                ? containers.stream().mapToLong(Used::cpuNanoCores).sum()
                : -1;
    }

    public long workingSetBytes() {
        return containers.stream().mapToLong(Used::workingSetBytes).sum();
    }
}
