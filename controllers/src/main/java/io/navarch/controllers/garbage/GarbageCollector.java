package io.navarch.controllers.garbage;

import io.navarch.client.KubeClient;
import io.navarch.client.ListOptions;
import io.navarch.client.informer.Informer;
import io.navarch.client.metadata.Discovery;
import io.navarch.client.metadata.PartialObject;
import io.navarch.controllers.Controller;
import io.navarch.controllers.ControllerContext;
import io.navarch.model.Kind;
import io.navarch.model.status.ApiException;
import io.navarch.runtime.Clock;
import io.navarch.runtime.activity.NudgedWorker;
import io.navarch.runtime.queue.ReconcileLoop;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows all deletable resources, those of new custom kinds included, and queues what a change concerns. */
public final class GarbageCollector implements Controller {
    private static final Logger LOG = LoggerFactory.getLogger(GarbageCollector.class);
    private static final int WORKERS = 20;
    private static final Duration DISCOVERY_PERIOD = Duration.ofSeconds(30);

    /** Never owned, never owners, and very many. */
    private static final Set<String> IGNORED = Set.of("events");

    private static final Duration RETRY = Duration.ofSeconds(1);

    private static final String DEFINITIONS = "customresourcedefinitions";

    private final KubeClient client;
    private final Discovery discovery;
    private final Clock clock;
    private final NudgedWorker discoverer;
    private final OwnerGraph graph = new OwnerGraph();
    private final ReconcileLoop<String> loop;
    private final Map<String, Informer<PartialObject>> informers = new HashMap<>();
    private final Map<String, Kind<PartialObject>> kinds = new java.util.concurrent.ConcurrentHashMap<>();
    private boolean closed;

    public GarbageCollector(ControllerContext context) {
        client = context.client(name());
        clock = context.clock();
        discovery = new Discovery(client.transport());
        discoverer = new NudgedWorker(clock.activity(), "garbage-discovery", this::look);
        loop = new ReconcileLoop<>(name(), clock, new GarbageReconciler(graph, client, kinds, uid -> this.loop()
                .queue()
                .add(uid)));
    }

    private ReconcileLoop<String> loop() {
        return loop;
    }

    /** One look at what is served; looks follow each other, so that an old answer never undoes a newer one. */
    private void look() {
        try {
            var served = discovery.resources();
            synchronized (this) {
                if (!closed) {
                    followAll(served);
                }
            }
        } catch (ApiException | UncheckedIOException e) {
            LOG.debug("discovery failed, trying again: {}", e.toString());
            clock.after(RETRY, discoverer::nudge);
        }
    }

    private void lookRegularly() {
        discoverer.nudge();
        synchronized (this) {
            if (!closed) {
                clock.after(DISCOVERY_PERIOD, Clock.Routine.LOOK, this::lookRegularly);
            }
        }
    }

    private void followAll(List<Discovery.Served> served) {
        var present = new HashSet<String>();
        for (var resource : served) {
            var kind = resource.kind();
            kinds.put(kind.apiVersion() + "/" + kind.name(), kind);
            if (IGNORED.contains(kind.resource())
                    || !resource.verbs().containsAll(List.of("delete", "list", "watch"))) {
                continue;
            }
            present.add(kind.toString());
            informers.computeIfAbsent(kind.toString(), absent -> informer(kind));
        }
        for (var gone : new ArrayList<>(informers.keySet())) {
            if (!present.contains(gone)) {
                informers.remove(gone).close();
            }
        }
    }

    private Informer<PartialObject> informer(Kind<PartialObject> kind) {
        var informer = new Informer<>(client.of(kind), ListOptions.ALL, clock);
        informer.onChange((before, after) -> {
            if (kind.resource().equals(DEFINITIONS)) {
                // A definition came, changed or went, and so may have a kind.
                discoverer.nudge();
            }
            if (before != null && (after == null || !after.uid().equals(before.uid()))) {
                graph.remove(before.uid()).forEach(loop.queue()::add);
            }
            if (after != null && relevant(before, after)) {
                graph.put(kind, after).forEach(loop.queue()::add);
            }
        });
        informer.start();
        return informer;
    }

    /** Most changes leave owners, finalizers and deletion alone; the graph need not see them. */
    private static boolean relevant(@org.jspecify.annotations.Nullable PartialObject before, PartialObject after) {
        return before == null
                || !before.uid().equals(after.uid())
                || before.metadata().hasDeletionTimestamp() != after.metadata().hasDeletionTimestamp()
                || !before.metadata().finalizers().equals(after.metadata().finalizers())
                || !before.metadata().ownerReferences().equals(after.metadata().ownerReferences());
    }

    @Override
    public String name() {
        return "generic-garbage-collector";
    }

    @Override
    public void start() {
        loop.start(WORKERS);
        discoverer.start();
        lookRegularly();
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            informers.values().forEach(Informer::close);
            informers.clear();
        }
        discoverer.close();
        loop.close();
    }
}
