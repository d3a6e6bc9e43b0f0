package io.navarch.controllers.endpoint;

import io.navarch.client.DeleteOptions;
import io.navarch.client.KubeClient;
import io.navarch.client.event.EventRecorder;
import io.navarch.client.informer.Informer;
import io.navarch.client.informer.Lister;
import io.navarch.controllers.Controller;
import io.navarch.controllers.ControllerContext;
import io.navarch.model.ObjectKey;
import io.navarch.model.core.v1.Node;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.Service;
import io.navarch.model.discovery.v1.EndpointSlice;
import io.navarch.model.selector.LabelSelector;
import io.navarch.model.status.ApiException;
import io.navarch.runtime.queue.Next;
import io.navarch.runtime.queue.ReconcileLoop;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps the EndpointSlices of every Service that has a selector. */
public final class EndpointSliceController implements Controller {
    private static final int WORKERS = 5;

    private final KubeClient client;
    private final Lister<Service> services;
    private final Lister<Pod> pods;
    private final Lister<Node> nodes;
    private final Informer<EndpointSlice> slices;
    private final Lister.Index<EndpointSlice> byService;
    private final EventRecorder events;
    private final ReconcileLoop<ObjectKey> loop;

    /** The revision of the last write of each service's slices: until the cache has seen it, it is not looked at again. */
    private final Map<ObjectKey, String> written = new ConcurrentHashMap<>();

    public EndpointSliceController(ControllerContext context) {
        client = context.client(name());
        events = context.events(name());
        var serviceInformer = context.informers().of(Service.KIND);
        var podInformer = context.informers().of(Pod.KIND);
        slices = context.informers().of(EndpointSlice.KIND);
        services = serviceInformer.lister();
        pods = podInformer.lister();
        nodes = context.informers().of(Node.KIND).lister();
        byService = slices.lister().index(slice -> {
            var service = slice.metadata().labels().get(SlicePlan.SERVICE_NAME);
            boolean ours = SlicePlan.MANAGER.equals(slice.metadata().labels().get(SlicePlan.MANAGED_BY));
            return service == null || !ours ? List.of() : List.of(slice.namespace() + "/" + service);
        });
        loop = new ReconcileLoop<>(name(), context.clock(), this::reconcile);
        var queue = new ServiceQueue(services, loop.queue());
        serviceInformer.onChange(queue::serviceChanged);
        podInformer.onChange(queue::podChanged);
        slices.onChange((before, after) -> {
            var slice = after != null ? after : before;
            var service = slice == null ? null : slice.metadata().labels().get(SlicePlan.SERVICE_NAME);
            if (slice != null && service != null) {
                loop.queue().add(new ObjectKey(slice.namespace(), service));
            }
        });
    }

    private Next reconcile(ObjectKey key) {
        var before = written.get(key);
        if (before != null && !slices.hasSeen(before)) {
            return Next.done();
        }
        var found = services.find(key);
        if (found.isEmpty()) {
            written.remove(key);
            byService.get(key.toString()).forEach(this::delete);
            return Next.done();
        }
        var service = found.get();
        if (service.spec().selector().isEmpty()
                || service.spec().type().equals("ExternalName")
                || service.metadata().hasDeletionTimestamp()) {
            return Next.done();
        }
        var selector = LabelSelector.of(service.spec().selector());
        var selected = pods.in(key.namespace()).stream()
                .filter(pod -> selector.matches(pod.metadata().labels()))
                .toList();
        var families = service.spec().ipFamilies().isEmpty()
                ? List.of("IPv4")
                : service.spec().ipFamilies();
        var existing = byService.get(key.toString());
        try {
            for (var family : families) {
                var backends = Backends.of(service, selected, family, name -> nodes.find("", name));
                perform(key, SlicePlan.of(service, family, backends, existing));
            }
            existing.stream()
                    .filter(slice -> !families.contains(slice.addressType()))
                    .forEach(this::delete);
            return Next.done();
        } catch (ApiException e) {
            if (e.isConflict()
                    || e.isNotFound()
                    || String.valueOf(e.getMessage()).contains("because it is being terminated")) {
                return Next.retry();
            }
            events.warning(
                    service,
                    "FailedToUpdateEndpointSlices",
                    "Error updating Endpoint Slices for Service " + key + ": " + e.getMessage());
            throw e;
        }
    }

    private void perform(ObjectKey key, SlicePlan plan) {
        var api = client.of(EndpointSlice.KIND, key.namespace());
        for (var slice : plan.create()) {
            written.put(key, api.create(slice).metadata().resourceVersion());
        }
        for (var slice : plan.update()) {
            written.put(key, api.update(slice).metadata().resourceVersion());
        }
        plan.delete().forEach(this::delete);
    }

    private void delete(EndpointSlice slice) {
        client.of(EndpointSlice.KIND, slice.namespace()).deleteIfPresent(slice.name(), DeleteOptions.DEFAULT);
    }

    @Override
    public String name() {
        return "endpointslice-controller";
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
