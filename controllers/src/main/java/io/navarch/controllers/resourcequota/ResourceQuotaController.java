package io.navarch.controllers.resourcequota;

import io.navarch.client.KubeClient;
import io.navarch.client.informer.Lister;
import io.navarch.controllers.Controller;
import io.navarch.controllers.ControllerContext;
import io.navarch.model.ObjectKey;
import io.navarch.model.core.v1.ResourceQuota;
import io.navarch.model.core.v1.ResourceQuotaStatus;
import io.navarch.model.status.ApiException;
import io.navarch.model.tree.Struct;
import io.navarch.model.usage.PodResources;
import io.navarch.model.usage.QuotaUsage;
import io.navarch.runtime.Clock;
import io.navarch.runtime.queue.Next;
import io.navarch.runtime.queue.ReconcileLoop;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;

/** Counts each quota anew when it is made or changed, when something that it counts goes, and every five minutes. */
public final class ResourceQuotaController implements Controller {
    private static final int WORKERS = 5;
    private static final Duration RESYNC = Duration.ofMinutes(5);

    private final KubeClient client;
    private final Lister<ResourceQuota> quotas;
    private final CountedObjects objects;
    private final Clock clock;
    private final ReconcileLoop<ObjectKey> loop;

    public ResourceQuotaController(ControllerContext context) {
        client = context.client(name());
        clock = context.clock();
        var informer = context.informers().of(ResourceQuota.KIND);
        quotas = informer.lister();
        loop = new ReconcileLoop<>(name(), clock, this::reconcile);
        objects = new CountedObjects(client, context.informers(), clock, namespace -> quotas.in(namespace)
                .forEach(quota -> loop.queue().add(quota.key())));
        informer.onChange((before, after) -> {
            // What admission adds to the status needs no counting.
            if (after != null
                    && (before == null
                            || !after.spec().hard().equals(before.spec().hard())
                            || !after.spec().hard().equals(after.status().hard()))) {
                loop.queue().add(after.key());
            }
        });
    }

    private Next reconcile(ObjectKey key) throws InterruptedException {
        var found = quotas.find(key);
        if (found.isEmpty()) {
            return Next.done();
        }
        var quota = found.get();
        var counted = new HashMap<String, Collection<Struct>>();
        for (var name : quota.spec().hard().keySet()) {
            var resource = QuotaUsage.counted(name);
            if (!counted.containsKey(resource)) {
                objects.in(key.namespace(), resource).ifPresent(trees -> counted.put(resource, trees));
            }
        }
        var status = QuotaCount.status(quota, counted, clock.now());
        if (!same(status, quota.status()) && !write(quota.withStatus(status))) {
            return Next.retry();
        }
        return Next.routinely(RESYNC);
    }

    private static boolean same(ResourceQuotaStatus one, ResourceQuotaStatus other) {
        return PodResources.parsed(one.hard()).equals(PodResources.parsed(other.hard()))
                && PodResources.parsed(one.used()).equals(PodResources.parsed(other.used()));
    }

    /** False if admission charged the quota in between. */
    private boolean write(ResourceQuota quota) {
        try {
            client.of(ResourceQuota.KIND).updateStatus(quota);
            return true;
        } catch (ApiException e) {
            if (e.isConflict()) {
                return false;
            }
            if (e.isNotFound()) {
                return true;
            }
            throw e;
        }
    }

    @Override
    public String name() {
        return "resourcequota-controller";
    }

    @Override
    public void start() {
        loop.start(WORKERS);
    }

    @Override
    public void close() {
        objects.close();
        loop.close();
    }
}
