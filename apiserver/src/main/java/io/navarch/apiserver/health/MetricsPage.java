package io.navarch.apiserver.health;

import io.navarch.apiserver.request.ApiHandler;
import io.navarch.apiserver.request.ApiRequest;
import io.navarch.apiserver.request.ApiResponse;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Answers {@code /metrics} with what the registry holds, in Prometheus' text format. */
public final class MetricsPage implements ApiHandler {
    private static final Path STATUS = Path.of("/proc/self/status");

    private final PrometheusRegistry registry;

    public MetricsPage(PrometheusRegistry registry) {
        this.registry = registry;
    }

    /** Adds what is known of the process as a whole. */
    public static void addProcess(PrometheusRegistry registry) {
        var runtime = ManagementFactory.getRuntimeMXBean();
        GaugeWithCallback.builder()
                .name("process_start_time_seconds")
                .help("Start time of the process since unix epoch in seconds.")
                .callback(callback -> callback.call(runtime.getStartTime() / 1000.0))
                .register(registry);
        CounterWithCallback.builder()
                .name("process_cpu_seconds_total")
                .help("Total user and system CPU time spent in seconds.")
                .callback(callback -> ProcessHandle.current()
                        .info()
                        .totalCpuDuration()
                        .ifPresent(spent -> callback.call(spent.toNanos() / 1e9)))
                .register(registry);
        GaugeWithCallback.builder()
                .name("process_resident_memory_bytes")
                .help("Resident memory size in bytes.")
                .callback(callback -> callback.call(residentBytes()))
                .register(registry);
        GaugeWithCallback.builder()
                .name("jvm_memory_used_bytes")
                .help("Used bytes of a memory area.")
                .labelNames("area")
                .callback(callback -> {
                    var memory = ManagementFactory.getMemoryMXBean();
                    callback.call(memory.getHeapMemoryUsage().getUsed(), "heap");
                    callback.call(memory.getNonHeapMemoryUsage().getUsed(), "nonheap");
                })
                .register(registry);
    }

    /** What the kernel says of this process' memory; 0 where there is no such kernel. */
    private static double residentBytes() {
        if (!Files.isReadable(STATUS)) {
            return 0;
        }
        try (var lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public ApiResponse handle(ApiRequest request) {
        var text = new ByteArrayOutputStream(64 * 1024);
        try {
            PrometheusTextFormatWriter.create().write(text, registry.scrape());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ApiResponse(
                200,
                "text/plain; version=0.0.4; charset=utf-8",
                Map.of("X-Content-Type-Options", List.of("nosniff")),
                ApiResponse.Bytes.of(text.toByteArray()));
    }
}
