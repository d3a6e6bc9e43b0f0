package io.navarch.controllers.endpointmirror;

import io.navarch.client.DeleteOptions;
import io.navarch.client.KubeClient;
import io.navarch.client.informer.Informer;
import io.navarch.client.informer.Lister;
import io.navarch.controllers.Controller;
import io.navarch.controllers.ControllerContext;
import io.navarch.model.KubeObject;
import io.navarch.model.ObjectKey;
import io.navarch.model.core.v1.Endpoints;
import io.navarch.model.core.v1.Service;
import io.navarch.model.discovery.v1.EndpointSlice;
import io.navarch.model.status.ApiException;
import io.navarch.runtime.queue.Next;
import io.navarch.runtime.queue.ReconcileLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps the slices of users' Endpoints. */
public final class EndpointMirrorController implements Controller {
    private static final int WORKERS = 5;

    private final KubeClient client;
    private final Lister<Service> services;
    private final Lister<Endpoints> endpoints;
    private final Informer<EndpointSlice> slices;
    private final Lister.Index<EndpointSlice> byService;
    private final ReconcileLoop<ObjectKey> loop;

    /** The revision of the last write for each service: until the cache has seen it, it is not looked at again. */
    private final Map<ObjectKey, String> written = new ConcurrentHashMap<>();

    public EndpointMirrorController(ControllerContext context) {
        client = context.client("endpointslicemirroring-controller");
        slices = context.informers().of(EndpointSlice.KIND);
        byService = slices.lister().index(EndpointMirrorController::serviceOf);
        loop = new ReconcileLoop<>(name(), context.clock(), this::reconcile);
        services = follow(context.informers().of(Service.KIND));
        endpoints = follow(context.informers().of(Endpoints.KIND));
        slices.onChange((before, after) -> {
            var slice = after != null ? after : before;
            if (slice != null) {
                serviceOf(slice).forEach(key -> loop.queue().add(ObjectKey.parse(key)));
            }
        });
    }

    private <T extends KubeObject<T>> Lister<T> follow(Informer<T> informer) {
        informer.onChange((before, after) -> {
            var object = after != null ? after : before;
            if (object != null) {
                loop.queue().add(object.key());
            }
        });
        return informer.lister();
    }

    private static List<String> serviceOf(EndpointSlice slice) {
        var labels = slice.metadata().labels();
        var service = labels.get(MirroredSlices.SERVICE_NAME);
        boolean ours = MirroredSlices.MANAGER.equals(labels.get(MirroredSlices.MANAGED_BY));
        return service == null || !ours ? List.of() : List.of(slice.namespace() + "/" + service);
    }

    private Next reconcile(ObjectKey key) {
        var before = written.get(key);
        if (before != null && !slices.hasSeen(before)) {
            return Next.done();
        }
        var service = services.find(key)
                .filter(found ->
                        found.spec().selector().isEmpty() && !found.metadata().hasDeletionTimestamp());
        var source = endpoints.find(key).filter(MirroredSlices::wanted);
        var wanted =
                service.isPresent() && source.isPresent() ? MirroredSlices.of(source.get()) : List.<EndpointSlice>of();
        var left = new ArrayList<>(byService.get(key.toString()));
        if (wanted.isEmpty() && left.isEmpty()) {
            written.remove(key);
            return Next.done();
        }
        try {
            bring(key, wanted, left);
            return Next.done();
        } catch (ApiException e) {
            if (e.isConflict() || e.isNotFound()) {
                return Next.retry();
            }
            throw e;
        }
    }

    private void bring(ObjectKey key, List<EndpointSlice> wanted, List<EndpointSlice> left) {
        var api = client.of(EndpointSlice.KIND, key.namespace());
        var missing = new ArrayList<EndpointSlice>();
        for (var slice : wanted) {
            var same = left.stream()
                    .filter(existing -> MirroredSlices.same(existing, slice))
                    .findFirst();
            if (same.isEmpty()) {
                missing.add(slice);
            } else {
                left.remove(same.get());
            }
        }
        for (var slice : missing) {
            var reused = left.stream()
                    .filter(existing -> existing.addressType().equals(slice.addressType()))
                    .findFirst();
            if (reused.isEmpty()) {
                written.put(key, api.create(slice).metadata().resourceVersion());
                continue;
            }
            left.remove(reused.get());
            var changed = slice.withMetadata(meta -> meta.withoutGenerateName()
                    .withName(reused.get().name())
                    .withResourceVersion(reused.get().metadata().resourceVersion()));
            written.put(key, api.update(changed).metadata().resourceVersion());
        }
        left.forEach(slice -> api.deleteIfPresent(slice.name(), DeleteOptions.DEFAULT));
    }

    @Override
    public String name() {
        return "endpointslice-mirroring-controller";
    }

    @Override
    public void start() {
        loop.start(WORKERS);
    }

    @Override
    public void close() {
        loop.close();
    }
}
