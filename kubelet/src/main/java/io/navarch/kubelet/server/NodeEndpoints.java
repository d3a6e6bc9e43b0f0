package io.navarch.kubelet.server;

import io.navarch.kubelet.cri.ContainerRuntime;
import io.navarch.kubelet.cri.ContainerRuntimeException;
import io.navarch.runtime.Clock;
import io.navarch.runtime.NetworkContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a node answers, whoever asks and by whichever way. */
final class NodeEndpoints {
    private static final Logger LOG = LoggerFactory.getLogger(NodeEndpoints.class);
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");

    private final Map<String, Handler> handlers;

    /**
     * What differs between a real node and a simulated one.
     *
     * @param network from which the engine's own server is reached
     * @param logs the folder behind {@code /logs/}, null without one
     * @param disk where its disk is looked at, null without one
     */
    record Host(
            NetworkContext network,
            @Nullable Path logs,
            @Nullable Path disk) {}

    NodeEndpoints(
            String nodeName,
            Host host,
            PodDirectory pods,
            ContainerRuntime runtime,
            KubeletServer.UsageSource usage,
            Clock clock) {
        var targets = new Targets(pods, runtime);
        var commands = new CommandHandler(targets, runtime, host.network());
        var lists = new PodListHandler(pods, runtime);
        var logs = host.logs();
        this.handlers = Map.ofEntries(
                Map.entry("healthz", exchange -> exchange.text(200, "ok")),
                Map.entry("pods", lists::bound),
                Map.entry("runningpods", lists::running),
                Map.entry("containerLogs", new ContainerLogHandler(targets, runtime, clock)),
                Map.entry("exec", commands::exec),
                Map.entry("attach", commands::attach),
                Map.entry("run", commands::run),
                Map.entry("portForward", new PortForwardHandler(targets, runtime, host.network())),
                Map.entry("logs", logs == null ? NodeEndpoints::notFound : new HostLogHandler(logs)),
                Map.entry("stats", new StatsHandler(nodeName, runtime, usage, host.disk(), clock)),
                Map.entry("metrics", new MetricsHandler(nodeName, runtime, usage, clock)));
    }

    private static void notFound(Exchange exchange) throws IOException {
        exchange.text(404, "404 page not found\n");
    }

    void answer(Exchange exchange) throws IOException, InterruptedException {
        var handler = handlers.get(exchange.request().part(0));
        if (handler == null) {
            notFound(exchange);
            return;
        }
        if (!METHODS.contains(exchange.request().method())) {
            exchange.text(405, "405: Method Not Allowed");
            return;
        }
        try {
            handler.handle(exchange);
        } catch (ContainerRuntimeException | UncheckedIOException | IllegalArgumentException e) {
            LOG.warn("answering {} failed: {}", exchange.request().path(), e.toString());
            if (exchange.answered()) {
                throw new IOException("failed within an answer", e);
            }
            exchange.text(500, String.valueOf(e.getMessage()));
        }
    }
}
