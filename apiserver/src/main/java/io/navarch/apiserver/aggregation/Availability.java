package io.navarch.apiserver.aggregation;

import io.navarch.apiserver.proxy.ExtensionProxy;
import io.navarch.apiserver.registry.ObjectStores;
import io.navarch.apiserver.request.User;
import io.navarch.model.Timestamps;
import io.navarch.model.apiregistration.v1.APIService;
import io.navarch.model.apiregistration.v1.APIServiceCondition;
import io.navarch.model.core.v1.Endpoints;
import io.navarch.model.core.v1.Service;
import io.navarch.model.status.ApiException;
import io.navarch.model.tree.DecodeException;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonReader;
import io.navarch.runtime.Clock;
import io.navarch.runtime.activity.NudgedWorker;
import io.navarch.store.StoreClosedException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the servers behind this one whether they answer, writes the condition Available of their APIServices, and keeps what they
 * say they serve. One thread asks: when an APIService changes, and again and again while there are any.
 */
final class Availability implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Availability.class);
    private static final Duration PERIOD = Duration.ofSeconds(5);
    private static final String TYPE = "Available";
    private static final User AGGREGATOR = User.of("system:kube-aggregator", User.MASTERS);

    private final ApiServices services;
    private final ObjectStores stores;
    private final ExtensionServers servers;
    private final ExtensionProxy proxy;
    private final Clock clock;
    private final NudgedWorker worker;
    private volatile List<RemoteVersion> available = List.of();
    private volatile Clock.@Nullable Timer timer;
    private volatile boolean closed;

    /** @param resources what the server serves; null if it does not answer */
    private record Verdict(
            String reason, String message, @Nullable Dict resources) {
        String status() {
            return resources == null ? "False" : "True";
        }
    }

    Availability(
            ApiServices services, ObjectStores stores, ExtensionServers servers, ExtensionProxy proxy, Clock clock) {
        this.services = services;
        this.stores = stores;
        this.servers = servers;
        this.proxy = proxy;
        this.clock = clock;
        this.worker = new NudgedWorker(clock.activity(), "api-service-availability", this::round);
    }

    Availability start() {
        worker.start();
        services.onChange(worker::nudge);
        worker.nudge();
        return this;
    }

    /** The versions whose servers answer, preferred first; the same list until something changes. */
    List<RemoteVersion> available() {
        return available;
    }

    boolean isAvailable(APIService service) {
        var spec = service.spec();
        return available.stream()
                .anyMatch(known ->
                        known.group().equals(spec.group()) && known.version().equals(spec.version()));
    }

    private void round() {
        try {
            boolean any = lookAtAll();
            if (any && !closed) {
                lookAgain();
            }
        } catch (StoreClosedException e) {
            LOG.debug("the store was closed while APIServices were looked at");
        } catch (RuntimeException e) {
            LOG.warn("the APIServices cannot be looked at: {}", e.toString());
            lookAgain();
        }
    }

    private void lookAgain() {
        var before = timer;
        if (before != null) {
            before.cancel();
        }
        timer = clock.after(PERIOD, Clock.Routine.LOOK, worker::nudge);
    }

    /** Whether there are any. */
    private boolean lookAtAll() {
        var found = new ArrayList<RemoteVersion>();
        boolean any = false;
        for (var service : services.all()) {
            if (service.spec().hasService()) {
                any = true;
                var verdict = look(service);
                var spec = service.spec();
                if (verdict.resources() != null) {
                    found.add(new RemoteVersion(
                            spec.group(),
                            spec.version(),
                            spec.groupPriorityMinimum(),
                            spec.versionPriority(),
                            verdict.resources()));
                }
                tell(service, verdict);
            }
        }
        found.sort(RemoteVersion.PREFERRED);
        if (!found.equals(available)) {
            available = List.copyOf(found);
        }
        return any;
    }

    private Verdict look(APIService service) {
        var named = service.spec().service();
        var shown = "service/" + named.name() + " in \"" + named.namespace() + "\"";
        var found = stores.of("", "services").find(named.namespace(), named.name());
        if (found == null) {
            return new Verdict("ServiceNotFound", shown + " is not present", null);
        }
        var target = new Service(found);
        int number = ExtensionServers.port(service.spec());
        var port = target.spec().ports().stream()
                .filter(known -> known.port() == number)
                .findFirst();
        boolean external = target.spec().type().equals("ExternalName");
        if (port.isEmpty() && !external) {
            return new Verdict("ServicePortError", shown + " is not listening on port " + number, null);
        }
        if (!external) {
            var endpoints = stores.of("", "endpoints").find(named.namespace(), named.name());
            if (endpoints == null) {
                return new Verdict("EndpointsNotFound", "cannot find endpoints for " + shown, null);
            }
            var name = port.get().name();
            boolean ready = new Endpoints(endpoints)
                    .subsets().stream()
                            .anyMatch(subset -> !subset.addresses().isEmpty()
                                    && subset.ports().stream()
                                            .anyMatch(known -> known.name().equals(name)));
            if (!ready) {
                return new Verdict(
                        "MissingEndpoints",
                        "endpoints for " + shown + " have no addresses with port name \"" + name + "\"",
                        null);
            }
        }
        return asked(service);
    }

    private Verdict asked(APIService service) {
        var path = "/apis/" + service.spec().group() + "/" + service.spec().version();
        var host = "https://" + service.spec().service().name() + "."
                + service.spec().service().namespace() + ".svc:" + ExtensionServers.port(service.spec());
        var failing = "failing or missing response from " + host + path + ": ";
        try {
            var answer = proxy.get(servers.find(service), path, AGGREGATOR);
            if (answer.status() / 100 != 2 || !(JsonReader.any(answer.body()) instanceof Dict resources)) {
                return new Verdict(
                        "FailedDiscoveryCheck",
                        failing + "bad status from " + host + path + ": " + answer.status(),
                        null);
            }
            return new Verdict("Passed", "all checks passed", resources);
        } catch (IOException e) {
            return new Verdict(
                    "FailedDiscoveryCheck", failing + "Get \"" + host + path + "\": " + e.getMessage(), null);
        } catch (DecodeException e) {
            return new Verdict("FailedDiscoveryCheck", failing + e.getMessage(), null);
        }
    }

    private void tell(APIService service, Verdict verdict) {
        if (said(service, verdict)) {
            return;
        }
        try {
            stores.of(APIService.KIND.group(), APIService.KIND.resource())
                    .guaranteedUpdate("", service.name(), false, stored -> {
                        var current = new APIService(stored);
                        return current.uid().equals(service.uid())
                                ? with(current, verdict).tree()
                                : stored;
                    });
        } catch (ApiException e) {
            if (!e.isNotFound()) {
                LOG.warn("the status of {} cannot be written: {}", service.name(), e.getMessage());
            }
        }
    }

    private static boolean said(APIService service, Verdict verdict) {
        return service.status().conditions().stream()
                .anyMatch(known -> known.type().equals(TYPE)
                        && known.status().equals(verdict.status())
                        && known.reason().equals(verdict.reason())
                        && known.message().equals(verdict.message()));
    }

    private APIService with(APIService service, Verdict verdict) {
        var conditions = new ArrayList<>(service.status().conditions());
        var since = conditions.stream()
                .filter(known -> known.type().equals(TYPE) && known.status().equals(verdict.status()))
                .map(APIServiceCondition::lastTransitionTime)
                .findFirst()
                .orElse(Timestamps.of(clock.now()));
        conditions.removeIf(known -> known.type().equals(TYPE));
        conditions.add(APIServiceCondition.EMPTY
                .withType(TYPE)
                .withStatus(verdict.status())
                .withReason(verdict.reason())
                .withMessage(verdict.message())
                .withLastTransitionTime(since));
        return service.withStatus(status -> status.withConditions(conditions));
    }

    @Override
    public void close() {
        closed = true;
        worker.close();
        var pending = timer;
        if (pending != null) {
            pending.cancel();
        }
    }
}
