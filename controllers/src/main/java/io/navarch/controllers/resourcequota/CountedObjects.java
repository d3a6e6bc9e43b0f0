package io.navarch.controllers.resourcequota;

import io.navarch.client.KubeClient;
import io.navarch.client.ListOptions;
import io.navarch.client.informer.Informer;
import io.navarch.client.informer.Informers;
import io.navarch.client.metadata.Discovery;
import io.navarch.client.metadata.PartialObject;
import io.navarch.model.Kind;
import io.navarch.model.KubeObject;
import io.navarch.model.core.v1.PersistentVolumeClaim;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.Service;
import io.navarch.model.tree.Struct;
import io.navarch.model.usage.QuotaUsage;
import io.navarch.runtime.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The objects that quotas count: pods, services and claims from the shared cache, all else by metadata alone, followed from the
 * moment it is first asked for. Thread-safe.
 */
final class CountedObjects implements AutoCloseable {
    private final KubeClient client;
    private final Clock clock;
    private final Consumer<String> changed;
    private final Map<String, Function<String, Collection<Struct>>> whole = new HashMap<>();
    private final Map<String, Informer<PartialObject>> partial = new HashMap<>();
    private boolean closed;

    /** @param changed hears of namespaces whose objects use less or other than before */
    CountedObjects(KubeClient client, Informers informers, Clock clock, Consumer<String> changed) {
        this.client = client;
        this.clock = clock;
        this.changed = changed;
        follow(Pod.KIND, informers);
        follow(Service.KIND, informers);
        follow(PersistentVolumeClaim.KIND, informers);
    }

    private <T extends KubeObject<T>> void follow(Kind<T> kind, Informers informers) {
        var informer = informers.of(kind);
        var lister = informer.lister();
        informer.onChange((before, after) -> {
            if (before != null && (after == null || usesOther(before, after))) {
                changed.accept(before.namespace());
            }
        });
        whole.put(kind.resource(), namespace -> trees(lister.in(namespace)));
    }

    private static <T extends KubeObject<T>> boolean usesOther(T before, T after) {
        var resource = after.descriptor().resource();
        return !QuotaUsage.of(resource, before.tree()).equals(QuotaUsage.of(resource, after.tree()));
    }

    private static <T extends KubeObject<T>> Collection<Struct> trees(Collection<T> objects) {
        return objects.stream().map(KubeObject::tree).toList();
    }

    /** The objects in the namespace; empty if no such resource is served. */
    Optional<Collection<Struct>> in(String namespace, String resource) throws InterruptedException {
        var shared = whole.get(resource);
        if (shared != null) {
            return Optional.of(shared.apply(namespace));
        }
        var followed = partial(resource);
        if (followed.isEmpty()) {
            return Optional.empty();
        }
        followed.get().awaitSync();
        return Optional.of(trees(followed.get().lister().in(namespace)));
    }

    private Optional<Informer<PartialObject>> partial(String resource) {
        synchronized (this) {
            if (closed || partial.containsKey(resource)) {
                return Optional.ofNullable(partial.get(resource));
            }
        }
        var kind = new Discovery(client.transport())
                .resources().stream()
                        .filter(served -> name(served.kind()).equals(resource)
                                && served.kind().namespaced()
                                && served.verbs().contains("watch"))
                        .findFirst();
        return kind.map(served -> follow(resource, served.kind()));
    }

    private static String name(Kind<?> kind) {
        return kind.group().isEmpty() ? kind.resource() : kind.resource() + "." + kind.group();
    }

    private synchronized Informer<PartialObject> follow(String resource, Kind<PartialObject> kind) {
        var informer = partial.computeIfAbsent(resource, absent -> {
            var made = new Informer<>(client.of(kind), ListOptions.ALL, clock);
            made.onChange((before, after) -> {
                if (before != null && after == null) {
                    changed.accept(before.namespace());
                }
            });
            return made;
        });
        if (!closed) {
            informer.start();
        }
        return informer;
    }

    @Override
    public synchronized void close() {
        closed = true;
        partial.values().forEach(Informer::close);
    }
}
