package io.navarch.kubelet.server;

import io.navarch.kubelet.cri.ContainerRuntime;
import io.navarch.kubelet.server.PodUsage.Used;
import io.navarch.model.Timestamps;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonWriter;
import io.navarch.runtime.Clock;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers {@code /stats/summary}: what the node, its pods and their containers use. */
final class StatsHandler implements Handler {
    private final String nodeName;
    private final ContainerRuntime runtime;
    private final KubeletServer.UsageSource node;
    private final @Nullable Path root;
    private final Clock clock;
    private final Instant startedAt;
    private final CpuRates rates = new CpuRates();

    /** @param root on the node's disk, null without one */
    StatsHandler(
            String nodeName,
            ContainerRuntime runtime,
            KubeletServer.UsageSource node,
            @Nullable Path root,
            Clock clock) {
        this.nodeName = nodeName;
        this.runtime = runtime;
        this.node = node;
        this.root = root;
        this.clock = clock;
        this.startedAt = clock.now();
    }

    @Override
    public void handle(Exchange exchange) throws IOException {
        if (!exchange.request().part(1).equals("summary")) {
            exchange.text(404, "404 page not found\n");
            return;
        }
        List<Object> pods =
                PodUsage.all(runtime).stream().<Object>map(this::pod).toList();
        exchange.json(JsonWriter.bytes(Dict.of(Map.of("node", node(), "pods", pods))));
    }

    private Dict node() throws IOException {
        var used = node.now();
        var now = clock.now();
        var parts = new LinkedHashMap<String, Object>();
        parts.put("nodeName", nodeName);
        parts.put("startTime", Timestamps.of(startedAt));
        parts.put("cpu", cpu(nodeName, now, used.cpuNanoSeconds(), used.cpuNanoCores()));
        parts.put(
                "memory",
                Dict.of(Map.of(
                        "time", Timestamps.of(now),
                        "availableBytes", used.memoryTotalBytes() - used.memoryWorkingSetBytes(),
                        "usageBytes", used.memoryWorkingSetBytes(),
                        "workingSetBytes", used.memoryWorkingSetBytes())));
        if (root != null) {
            FileStore disk = Files.getFileStore(root);
            parts.put(
                    "fs",
                    Dict.of(Map.of(
                            "time", Timestamps.of(now),
                            "availableBytes", disk.getUsableSpace(),
                            "capacityBytes", disk.getTotalSpace(),
                            "usedBytes", disk.getTotalSpace() - disk.getUnallocatedSpace())));
        }
        return Dict.of(parts);
    }

    private Dict cpu(String id, Instant at, long total, long measuredRate) {
        var parts = new LinkedHashMap<String, Object>();
        parts.put("time", Timestamps.of(at));
        if (measuredRate >= 0) {
            parts.put("usageNanoCores", measuredRate);
        } else {
            rates.nanoCores(id, at, total).ifPresent(rate -> parts.put("usageNanoCores", rate));
        }
        parts.put("usageCoreNanoSeconds", total);
        return Dict.of(parts);
    }

    private Dict pod(PodUsage pod) {
        var now = clock.now();
        var parts = new LinkedHashMap<String, Object>();
        parts.put("podRef", Dict.of(Map.of("name", pod.name(), "namespace", pod.namespace(), "uid", pod.uid())));
        var first = pod.containers().stream()
                .map(Used::startedAt)
                .min(Instant::compareTo)
                .orElse(now);
        parts.put("startTime", Timestamps.of(first));
        parts.put(
                "containers",
                pod.containers().stream().<Object>map(this::container).toList());
        parts.put("cpu", cpu(pod.uid(), now, pod.cpuNanoSeconds(), pod.cpuNanoCores()));
        parts.put("memory", Dict.of(Map.of("time", Timestamps.of(now), "workingSetBytes", pod.workingSetBytes())));
        return Dict.of(parts);
    }

    private Dict container(Used used) {
        var parts = new LinkedHashMap<String, Object>();
        parts.put("name", used.name());
        parts.put("startTime", Timestamps.of(used.startedAt()));
        var cpu = used.stats().cpu();
        if (cpu != null) {
            parts.put("cpu", cpu(used.stats().id(), cpu.timestamp(), cpu.usageCoreNanoSeconds(), used.cpuNanoCores()));
        }
        var memory = used.stats().memory();
        if (memory != null) {
            var numbers = new LinkedHashMap<String, Object>();
            numbers.put("time", Timestamps.of(memory.timestamp()));
            if (memory.availableBytes() > 0) {
                numbers.put("availableBytes", memory.availableBytes());
            }
            numbers.put("usageBytes", memory.usageBytes());
            numbers.put("workingSetBytes", memory.workingSetBytes());
            numbers.put("rssBytes", memory.rssBytes());
            numbers.put("pageFaults", memory.pageFaults());
            numbers.put("majorPageFaults", memory.majorPageFaults());
            parts.put("memory", Dict.of(numbers));
        }
        var layer = used.stats().writableLayer();
        if (layer != null) {
            parts.put(
                    "rootfs",
                    Dict.of(Map.of(
                            "time", Timestamps.of(layer.timestamp()),
                            "usedBytes", layer.usedBytes(),
                            "inodesUsed", layer.inodesUsed())));
        }
        return Dict.of(parts);
    }
}
