package io.navarch.client.informer;

import io.navarch.client.KubeClient;
import io.navarch.client.ListOptions;
import io.navarch.model.Kind;
import io.navarch.model.KubeObject;
import io.navarch.model.ObjectKey;
import io.navarch.runtime.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The informers that the components of a process share: one per kind and selector, so that each object is decoded once. */
public final class Informers implements AutoCloseable {
    private record Key(Kind<?> kind, ListOptions options) {}

    private final KubeClient client;
    private final Clock clock;
    private final Map<Key, Informer<?>> informers = new LinkedHashMap<>();
    private boolean closed;

    public Informers(KubeClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    /** The informer over all objects of the kind. */
    public <T extends KubeObject<T>> Informer<T> of(Kind<T> kind) {
        return of(kind, ListOptions.ALL);
    }

    /** The informer over the objects that the options select. */
    @SuppressWarnings("unchecked")
    public synchronized <T extends KubeObject<T>> Informer<T> of(Kind<T> kind, ListOptions options) {
        return (Informer<T>) informers.computeIfAbsent(
                new Key(kind, options), absent -> new Informer<>(client.of(kind), options, clock));
    }

    /** What is known at this moment. */
    public synchronized InformersMoment moment() {
        var moment = new HashMap<Kind<?>, Map<ObjectKey, ? extends KubeObject<?>>>();
        informers.forEach((key, informer) -> {
            var objects = key.options().equals(ListOptions.ALL) ? informer.moment() : null;
            if (objects != null) {
                moment.put(key.kind(), objects);
            }
        });
        return new InformersMoment(moment);
    }

    /**
     * Lets informers over all objects of a kind begin with what others knew, and watch from there, instead of listing and decoding
     * all again; before the start.
     *
     * @param judge is asked of each kind
     * @param version at which its answers hold
     */
    public synchronized void resume(InformersMoment moment, InformersMoment.Judge judge, String version) {
        informers.forEach((key, informer) -> {
            var objects = moment.of(key.kind());
            if (key.options().equals(ListOptions.ALL) && objects != null && judge.stillAll(key.kind(), objects)) {
                resume(informer, objects, version);
            }
        });
    }

    @SuppressWarnings("unchecked")
    private static <T extends KubeObject<T>> void resume(
            Informer<T> informer, Map<ObjectKey, ? extends KubeObject<?>> objects, String version) {
        informer.resume(((Map<ObjectKey, T>) objects).values(), version);
    }

    /** Starts all informers asked for so far and waits until each has its first list. */
    public void start() throws InterruptedException {
        List<Informer<?>> all;
        synchronized (this) {
            if (closed) {
                return;
            }
            all = new ArrayList<>(informers.values());
        }
        all.forEach(Informer::start);
        for (var informer : all) {
            informer.awaitSync();
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        informers.values().forEach(Informer::close);
    }
}
