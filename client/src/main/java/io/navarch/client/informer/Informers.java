package io.navarch.client.informer;

import io.navarch.client.KubeClient;
import io.navarch.client.ListOptions;
import io.navarch.model.Kind;
import io.navarch.model.KubeObject;
import io.navarch.runtime.Clock;
import java.util.ArrayList;
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
