package io.navarch.controllers.endpoint;

import io.navarch.client.DeleteOptions;
import io.navarch.client.KubeClient;
import io.navarch.client.event.EventRecorder;
import io.navarch.client.informer.Lister;
import io.navarch.controllers.Controller;
import io.navarch.controllers.ControllerContext;
import io.navarch.model.ObjectKey;
import io.navarch.model.core.v1.EndpointAddress;
import io.navarch.model.core.v1.EndpointPort;
import io.navarch.model.core.v1.EndpointSubset;
import io.navarch.model.core.v1.Endpoints;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.Service;
import io.navarch.model.selector.LabelSelector;
import io.navarch.model.status.ApiException;
import io.navarch.runtime.queue.Next;
import io.navarch.runtime.queue.ReconcileLoop;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keeps the old Endpoints object of every Service that has a selector and addresses of its own. */
public final class EndpointsController implements Controller {
    private static final int WORKERS = 5;
    private static final int MOST_ADDRESSES = 1000;
    private static final String HEADLESS = "service.kubernetes.io/headless";
    private static final String OVER_CAPACITY = "endpoints.kubernetes.io/over-capacity";

    private final KubeClient client;
    private final Lister<Service> services;
    private final Lister<Pod> pods;
    private final Lister<Endpoints> endpoints;
    private final EventRecorder events;
    private final ReconcileLoop<ObjectKey> loop;

    public EndpointsController(ControllerContext context) {
        client = context.client(name());
        events = context.events(name());
        var serviceInformer = context.informers().of(Service.KIND);
        var podInformer = context.informers().of(Pod.KIND);
        var endpointsInformer = context.informers().of(Endpoints.KIND);
        services = serviceInformer.lister();
        pods = podInformer.lister();
        endpoints = endpointsInformer.lister();
        loop = new ReconcileLoop<>(name(), context.clock(), this::reconcile);
        var queue = new ServiceQueue(services, loop.queue());
        serviceInformer.onChange(queue::serviceChanged);
        podInformer.onChange(queue::podChanged);
        endpointsInformer.onChange((before, after) -> {
            var object = after != null ? after : before;
            if (object != null) {
                loop.queue().add(object.key());
            }
        });
    }

    private Next reconcile(ObjectKey key) {
        var found = services.find(key);
        var existing = endpoints.find(key);
        if (found.isEmpty()) {
            if (existing.isPresent()
                    && existing.get().metadata().labels().containsKey("endpoints.kubernetes.io/managed-by")) {
                client.of(Endpoints.KIND, key.namespace()).deleteIfPresent(key.name(), DeleteOptions.DEFAULT);
            }
            return Next.done();
        }
        var service = found.get();
        if (service.spec().selector().isEmpty() || service.spec().type().equals("ExternalName")) {
            return Next.done();
        }
        var wanted = wanted(service, existing);
        try {
            if (existing.isEmpty()) {
                client.of(Endpoints.KIND).create(wanted);
            } else if (!wanted.equals(existing.get())) {
                client.of(Endpoints.KIND).update(wanted);
            }
            return Next.done();
        } catch (ApiException e) {
            if (e.isConflict()
                    || e.isAlreadyExists()
                    || String.valueOf(e.getMessage()).contains("because it is being terminated")) {
                return Next.retry();
            }
            var what = existing.isEmpty() ? "FailedToCreateEndpoint" : "FailedToUpdateEndpoint";
            events.warning(
                    service,
                    what,
                    "Failed to " + (existing.isEmpty() ? "create" : "update") + " endpoint for service " + key + ": "
                            + e.getMessage());
            throw e;
        }
    }

    private Endpoints wanted(Service service, Optional<Endpoints> existing) {
        var selector = LabelSelector.of(service.spec().selector());
        var selected = pods.in(service.namespace()).stream()
                .filter(pod -> selector.matches(pod.metadata().labels()))
                .sorted(Comparator.comparing(Pod::name))
                .toList();
        var family = service.spec().ipFamilies().isEmpty()
                ? "IPv4"
                : service.spec().ipFamilies().get(0);
        var backends = Backends.of(service, selected, family, node -> Optional.empty());
        boolean tooMany = backends.size() > MOST_ADDRESSES;
        var base = existing.orElse(Endpoints.EMPTY.withMetadata(
                meta -> meta.withName(service.name()).withNamespace(service.namespace())));
        var labels = new HashMap<>(service.metadata().labels());
        labels.put("endpoints.kubernetes.io/managed-by", "endpoint-controller");
        if (Backends.headless(service)) {
            labels.put(HEADLESS, "");
        }
        var annotations = new HashMap<>(base.metadata().annotations());
        if (tooMany) {
            annotations.put(OVER_CAPACITY, "truncated");
        } else {
            annotations.remove(OVER_CAPACITY);
        }
        var subsets = subsets(service, backends.stream().limit(MOST_ADDRESSES).toList());
        return base.withMetadata(meta -> meta.withLabels(labels).withAnnotations(annotations))
                .withSubsets(subsets);
    }

    private static List<EndpointSubset> subsets(Service service, List<Backends.Backend> backends) {
        record Addresses(List<EndpointAddress> ready, List<EndpointAddress> notReady) {}
        Map<List<EndpointPort>, Addresses> byPorts = new LinkedHashMap<>();
        for (var backend : backends) {
            if (backend.terminating() && !backend.ready()) {
                continue;
            }
            var ports = Backends.ports(service, backend.pod()).stream()
                    .map(EndpointsController::port)
                    .toList();
            if (ports.isEmpty()
                    && !(Backends.headless(service) && service.spec().ports().isEmpty())) {
                continue;
            }
            var group = byPorts.computeIfAbsent(ports, absent -> new Addresses(new ArrayList<>(), new ArrayList<>()));
            (backend.ready() ? group.ready() : group.notReady()).add(address(backend));
        }
        return byPorts.entrySet().stream()
                .map(entry -> EndpointSubset.EMPTY
                        .withAddresses(sorted(entry.getValue().ready()))
                        .withNotReadyAddresses(sorted(entry.getValue().notReady()))
                        .withPorts(entry.getKey()))
                .toList();
    }

    private static List<EndpointAddress> sorted(List<EndpointAddress> addresses) {
        return addresses.stream()
                .sorted(Comparator.comparing(EndpointAddress::ip))
                .toList();
    }

    private static EndpointPort port(Backends.Port port) {
        var made =
                EndpointPort.EMPTY.withName(port.name()).withPort(port.number()).withProtocol(port.protocol());
        return port.appProtocol().isEmpty() ? made : made.withAppProtocol(port.appProtocol());
    }

    private static EndpointAddress address(Backends.Backend backend) {
        return EndpointAddress.EMPTY
                .withIp(backend.address())
                .withHostname(backend.hostname())
                .withNodeName(backend.pod().spec().nodeName())
                .withTargetRef(EventRecorder.reference(backend.pod(), "")
                        .withoutResourceVersion()
                        .withoutApiVersion());
    }

    @Override
    public String name() {
        return "endpoint-controller";
    }

    @Override
    public void start() {
        loop.start(WORKERS);
    }

    @Override
    public void close() {
        loop.close();
        events.close();
    }
}
