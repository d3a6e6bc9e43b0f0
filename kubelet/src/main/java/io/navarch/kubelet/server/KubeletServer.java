package io.navarch.kubelet.server;

import io.navarch.kubelet.cri.ContainerRuntime;
import io.navarch.runtime.Clock;
import io.navarch.runtime.NetworkContext;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * The node's HTTPS server, port 10250 by default. Every request is authenticated and authorised against the node's
 * sub-resources before it is answered.
 *
 * <pre>
 *   /healthz                              /containerLogs/NAMESPACE/POD/CONTAINER
 *   /pods   /runningpods/                 /exec|attach|run/NAMESPACE/POD[/UID]/CONTAINER
 *   /stats/summary                        /portForward/NAMESPACE/POD[/UID]
 *   /metrics   /metrics/resource          /logs/FILE
 * </pre>
 */
public final class KubeletServer implements AutoCloseable {
    private final NodeEndpoints endpoints;
    private final Authenticator authenticator;
    private final Authorizer authorizer;
    private final String nodeName;
    private final HttpConnections connections;

    /**
     * Where the server is and what it is of.
     *
     * @param tls asked for each connection, so that a renewed certificate is shown at once
     * @param logs the folder behind {@code /logs/}
     */
    public record Place(
            String nodeName,
            InetAddress address,
            int port,
            Supplier<SSLContext> tls,
            NetworkContext network,
            Path logs) {}

    /** Says what the whole node uses at the moment. */
    @FunctionalInterface
    public interface UsageSource {
        NodeUsage now() throws IOException;
    }

    private KubeletServer(
            Place place,
            Authenticator authenticator,
            Authorizer authorizer,
            PodDirectory pods,
            ContainerRuntime runtime,
            UsageSource usage,
            Clock clock)
            throws IOException {
        this.nodeName = place.nodeName();
        this.authenticator = authenticator;
        this.authorizer = authorizer;
        var host = new NodeEndpoints.Host(place.network(), place.logs(), Path.of("/"));
        this.endpoints = new NodeEndpoints(nodeName, host, pods, runtime, usage, clock);
        this.connections = HttpConnections.listen(
                place.network(), place.address(), place.port(), Optional.of(place.tls()), this::handle);
    }

    /** Begins to listen and to serve. */
    public static KubeletServer start(
            Place place,
            Authenticator authenticator,
            Authorizer authorizer,
            PodDirectory pods,
            ContainerRuntime runtime,
            UsageSource usage,
            Clock clock)
            throws IOException {
        return new KubeletServer(place, authenticator, authorizer, pods, runtime, usage, clock);
    }

    /** Begins to answer {@code /healthz} without TLS and to everyone, as the node does on its loopback port 10248. */
    public static AutoCloseable startHealthz(NetworkContext network, InetAddress address, int port) throws IOException {
        return HttpConnections.listen(network, address, port, Optional.empty(), (exchange, certificates) -> {
            boolean known = exchange.request().part(0).equals("healthz");
            exchange.text(known ? 200 : 404, known ? "ok" : "404 page not found\n");
        });
    }

    /** The port in use, for a server that was started with port 0. */
    public int port() {
        return connections.port();
    }

    private void handle(Exchange exchange, List<X509Certificate> certificates)
            throws IOException, InterruptedException {
        var request = exchange.request();
        var token = request.headers()
                .first("Authorization")
                .filter(value -> value.regionMatches(true, 0, "Bearer ", 0, 7))
                .map(value -> value.substring(7).strip())
                .orElse("");
        var caller = authenticator.authenticate(certificates, token);
        if (caller.isEmpty()) {
            exchange.text(401, "Unauthorized");
            return;
        }
        var verb = verb(request.method());
        var subresources = subresources(request.part(0));
        if (subresources.stream().noneMatch(sub -> authorizer.allows(caller.get(), verb, sub))) {
            exchange.text(
                    403,
                    "Forbidden (user=" + caller.get().name() + ", verb=" + verb + ", resource=nodes, subresource(s)=["
                            + String.join(" ", subresources) + "])\n");
            return;
        }
        endpoints.answer(exchange);
    }

    private static String verb(String method) {
        return switch (method) {
            case "POST" -> "create";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> "delete";
            default -> "get";
        };
    }

    /** The node's sub-resources of which one must be allowed: the fine-grained one before the one for everything. */
    private static List<String> subresources(String endpoint) {
        return switch (endpoint) {
            case "stats" -> List.of("stats");
            case "metrics" -> List.of("metrics");
            case "logs" -> List.of("log");
            case "healthz" -> List.of("healthz", "proxy");
            case "pods", "runningpods" -> List.of("pods", "proxy");
            default -> List.of("proxy");
        };
    }

    /** Stops listening and breaks off what is being served. */
    @Override
    public void close() {
        connections.close();
    }
}
