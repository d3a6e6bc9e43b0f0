package io.navarch.network.proxy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.navarch.runtime.NetworkContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ports at which load balancers ask whether this node has endpoints of a service with external policy Local. One thread
 * changes the set; each question has a virtual thread.
 */
final class HealthCheckServers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HealthCheckServers.class);

    private final NetworkContext network;
    private final Map<Integer, Serving> servers = new HashMap<>();

    /** @param endpoints how many are on this node */
    private record Serving(HttpServer server, String namespace, String service, AtomicInteger endpoints) {}

    HealthCheckServers(NetworkContext network) {
        this.network = network;
    }

    void update(List<ProxiedPort> ports) {
        var wanted = new HashSet<Integer>();
        for (var port : ports) {
            int number = port.healthCheckNodePort();
            if (number != 0 && wanted.add(number)) {
                int local = (int) ports.stream()
                        .filter(other -> other.healthCheckNodePort() == number)
                        .flatMap(other -> other.destinations().local().stream())
                        .map(ProxyEndpoint::ip)
                        .distinct()
                        .count();
                serve(number, port.name(), local);
            }
        }
        for (var number : List.copyOf(servers.keySet())) {
            var gone = wanted.contains(number) ? null : servers.remove(number);
            if (gone != null) {
                gone.server().stop(0);
            }
        }
    }

    private void serve(int number, ServicePortName name, int local) {
        var old = servers.get(number);
        if (old != null
                && old.namespace().equals(name.namespace())
                && old.service().equals(name.service())) {
            old.endpoints().set(local);
            return;
        }
        if (old != null) {
            old.server().stop(0);
            servers.remove(number);
        }
        try {
            var server = network.call(() -> HttpServer.create(new InetSocketAddress(number), 64));
            var serving = new Serving(server, name.namespace(), name.service(), new AtomicInteger(local));
            server.createContext("/", exchange -> answer(serving, exchange));
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.start();
            servers.put(number, serving);
        } catch (Exception e) {
            LOG.error("cannot serve health checks of {} at port {}: {}", name, number, e.toString());
        }
    }

    private static void answer(Serving serving, HttpExchange exchange) throws IOException {
        int local = serving.endpoints().get();
        var body = """
                {
                	"service": {
                		"namespace": "%s",
                		"name": "%s"
                	},
                	"localEndpoints": %d,
                	"serviceProxyHealthy": true
                }""".formatted(serving.namespace(), serving.service(), local).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        exchange.getResponseHeaders().set("X-Load-Balancing-Endpoint-Weight", String.valueOf(local));
        exchange.sendResponseHeaders(local > 0 ? 200 : 503, body.length);
        try (var out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    @Override
    public void close() {
        servers.values().forEach(serving -> serving.server().stop(0));
        servers.clear();
    }
}
