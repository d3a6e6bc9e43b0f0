package io.navarch.kubelet.server;

import io.navarch.kubelet.cri.ContainerFilter;
import io.navarch.kubelet.cri.ContainerRuntime;
import io.navarch.kubelet.cri.ContainerState;
import io.navarch.kubelet.cri.PodSandboxFilter;
import io.navarch.kubelet.cri.PodSandboxState;
import io.navarch.kubelet.server.PodUsage.Used;
import io.navarch.runtime.Clock;
import io.navarch.streaming.upgrade.HeaderFields;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Answers {@code /metrics} and {@code /metrics/resource} in Prometheus' text format, with upstream's names. */
final class MetricsHandler implements Handler {
    private static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final String nodeName;
    private final ContainerRuntime runtime;
    private final KubeletServer.UsageSource node;
    private final Clock clock;

    MetricsHandler(String nodeName, ContainerRuntime runtime, KubeletServer.UsageSource node, Clock clock) {
        this.nodeName = nodeName;
        this.runtime = runtime;
        this.node = node;
        this.clock = clock;
    }

    @Override
    public void handle(Exchange exchange) throws IOException {
        var page =
                switch (exchange.request().part(1)) {
                    case "" -> own();
                    case "resource" -> resource();
                    case "cadvisor", "probes" -> "";
                    default -> null;
                };
        if (page == null) {
            exchange.text(404, "404 page not found\n");
        } else {
            exchange.respond(200, TYPE, page.getBytes(StandardCharsets.UTF_8), HeaderFields.none());
        }
    }

    private String own() {
        var page = new Page();
        page.family("kubelet_node_name", "gauge", "[ALPHA] The node's name. The count is always 1.");
        page.sample("kubelet_node_name", "node=\"" + nodeName + "\"", 1, -1);
        var sandboxes = runtime.listPodSandboxes(PodSandboxFilter.ALL).stream()
                .filter(sandbox -> sandbox.state() == PodSandboxState.READY)
                .count();
        page.family("kubelet_running_pods", "gauge", "[ALPHA] Number of pods that have a running pod sandbox");
        page.sample("kubelet_running_pods", "", sandboxes, -1);
        Map<ContainerState, Long> states = runtime.listContainers(ContainerFilter.ALL).stream()
                .collect(Collectors.groupingBy(container -> container.state(), TreeMap::new, Collectors.counting()));
        page.family("kubelet_running_containers", "gauge", "[ALPHA] Number of containers currently running");
        states.forEach((state, count) -> page.sample(
                "kubelet_running_containers",
                "container_state=\"" + state.name().toLowerCase(Locale.ROOT) + "\"",
                count,
                -1));
        var process = ProcessHandle.current().info();
        process.totalCpuDuration().ifPresent(spent -> {
            page.family("process_cpu_seconds_total", "counter", "Total user and system CPU time spent in seconds.");
            page.sample("process_cpu_seconds_total", "", spent.toNanos() / 1e9, -1);
        });
        process.startInstant().ifPresent(start -> {
            page.family(
                    "process_start_time_seconds", "gauge", "Start time of the process since unix epoch in seconds.");
            page.sample("process_start_time_seconds", "", start.toEpochMilli() / 1e3, -1);
        });
        return page.toString();
    }

    private String resource() throws IOException {
        var pods = PodUsage.all(runtime);
        var used = node.now();
        long now = clock.now().toEpochMilli();
        var page = new Page();
        page.family(
                "container_cpu_usage_seconds_total",
                "counter",
                "[STABLE] Cumulative cpu time consumed by the container in core-seconds");
        pods.forEach(pod -> pod.containers()
                .forEach(container -> page.sample(
                        "container_cpu_usage_seconds_total",
                        labels(pod, container),
                        container.cpuNanoSeconds() / 1e9,
                        now)));
        page.family(
                "container_memory_working_set_bytes",
                "gauge",
                "[STABLE] Current working set of the container in bytes");
        pods.forEach(pod -> pod.containers()
                .forEach(container -> page.sample(
                        "container_memory_working_set_bytes",
                        labels(pod, container),
                        container.workingSetBytes(),
                        now)));
        page.family(
                "container_start_time_seconds",
                "gauge",
                "[STABLE] Start time of the container since unix epoch in seconds");
        pods.forEach(pod -> pod.containers()
                .forEach(container -> page.sample(
                        "container_start_time_seconds",
                        labels(pod, container),
                        container.startedAt().toEpochMilli() / 1e3,
                        -1)));
        page.family(
                "node_cpu_usage_seconds_total",
                "counter",
                "[STABLE] Cumulative cpu time consumed by the node in core-seconds");
        page.sample("node_cpu_usage_seconds_total", "", used.cpuNanoSeconds() / 1e9, now);
        page.family("node_memory_working_set_bytes", "gauge", "[STABLE] Current working set of the node in bytes");
        page.sample("node_memory_working_set_bytes", "", used.memoryWorkingSetBytes(), now);
        page.family(
                "pod_cpu_usage_seconds_total",
                "counter",
                "[STABLE] Cumulative cpu time consumed by the pod in core-seconds");
        pods.forEach(pod -> page.sample("pod_cpu_usage_seconds_total", labels(pod), pod.cpuNanoSeconds() / 1e9, now));
        page.family("pod_memory_working_set_bytes", "gauge", "[STABLE] Current working set of the pod in bytes");
        pods.forEach(pod -> page.sample("pod_memory_working_set_bytes", labels(pod), pod.workingSetBytes(), now));
        page.family(
                "resource_scrape_error",
                "gauge",
                "[STABLE] 1 if there was an error while getting container metrics, 0 otherwise");
        page.sample("resource_scrape_error", "", 0, -1);
        return page.toString();
    }

    private static String labels(PodUsage pod) {
        return "namespace=\"" + pod.namespace() + "\",pod=\"" + pod.name() + "\"";
    }

    private static String labels(PodUsage pod, Used container) {
        return "container=\"" + container.name() + "\"," + labels(pod);
    }

    /** Families one after the other, each with its samples. */
    private static final class Page {
        private final StringBuilder text = new StringBuilder();

        void family(String name, String type, String help) {
            text.append("# HELP ").append(name).append(' ').append(help).append('\n');
            text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
        }

        /** @param millis when it was measured, or -1 for now */
        void sample(String name, String labels, double value, long millis) {
            text.append(name);
            if (!labels.isEmpty()) {
                text.append('{').append(labels).append('}');
            }
            boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
            text.append(' ').append(whole ? Long.toString((long) value) : Double.toString(value));
            if (millis >= 0) {
                text.append(' ').append(millis);
            }
            text.append('\n');
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
