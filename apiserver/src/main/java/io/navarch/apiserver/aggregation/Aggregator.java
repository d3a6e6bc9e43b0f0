package io.navarch.apiserver.aggregation;

import io.navarch.apiserver.proxy.ExtensionProxy;
import io.navarch.apiserver.proxy.NodeDialer;
import io.navarch.apiserver.registry.ObjectStores;
import io.navarch.apiserver.request.ApiHandler;
import io.navarch.apiserver.request.ApiRequest;
import io.navarch.apiserver.request.ApiResponse;
import io.navarch.model.apiregistration.v1.APIService;
import io.navarch.pki.Credential;
import io.navarch.runtime.Clock;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers what APIServices have other servers answer: {@code /apis/GROUP/VERSION} and everything below it, and its OpenAPI
 * document. Whoever asks has been authenticated and authorised. Thread-safe.
 */
public final class Aggregator implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Aggregator.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String OPEN_API = "/openapi/v3";
    private static final String GROUPS = "/apis/";

    private final ApiServices services;
    private final ExtensionServers servers;
    private final ExtensionProxy proxy;
    private final Availability availability;

    /** @param client what is shown to the servers behind this one */
    public Aggregator(
            ApiServices services,
            ObjectStores stores,
            NodeDialer dialer,
            Optional<Credential> client,
            Clock clock,
            RandomGenerator random) {
        this.services = services;
        this.servers = new ExtensionServers(stores, client, random);
        this.proxy = new ExtensionProxy(dialer, PATIENCE);
        this.availability = new Availability(services, stores, servers, proxy, clock);
    }

    /** Begins to ask the servers; called once. */
    public Aggregator start() {
        availability.start();
        return this;
    }

    /** The versions of groups whose servers answer, preferred first; the same list until something changes. */
    public List<RemoteVersion> available() {
        return availability.available();
    }

    /** Answers what other servers answer, and leaves the rest to this server. */
    public ApiHandler before(ApiHandler local) {
        return request -> {
            var service = service(request.path());
            return service == null ? local.handle(request) : pass(request, service);
        };
    }

    private @Nullable APIService service(String path) {
        var place = path.startsWith(OPEN_API) ? path.substring(OPEN_API.length()) : path;
        if (!place.startsWith(GROUPS)) {
            return null;
        }
        int group = place.indexOf('/', GROUPS.length());
        if (group < 0) {
            return null;
        }
        int version = place.indexOf('/', group + 1);
        var service = services.find(
                place.substring(GROUPS.length(), group),
                place.substring(group + 1, version < 0 ? place.length() : version));
        return service != null && service.spec().hasService() ? service : null;
    }

    private ApiResponse pass(ApiRequest request, APIService service) {
        if (!availability.isAvailable(service)) {
            return unavailable();
        }
        try {
            return proxy.pass(request, servers.find(service));
        } catch (IOException e) {
            LOG.debug("no server for {}: {}", service.name(), e.getMessage());
            return unavailable();
        }
    }

    private static ApiResponse unavailable() {
        return ApiResponse.text(503, "service unavailable\n");
    }

    @Override
    public void close() {
        availability.close();
    }
}
