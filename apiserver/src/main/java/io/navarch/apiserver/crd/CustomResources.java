package io.navarch.apiserver.crd;

import io.navarch.apiserver.registry.Registry;
import io.navarch.apiserver.watchcache.StoreMirror;
import io.navarch.apiserver.watchcache.StoredForm;
import io.navarch.model.ObjectKey;
import io.navarch.model.Timestamps;
import io.navarch.model.apiextensions.v1.CustomResourceDefinition;
import io.navarch.model.kind.CustomKindReader;
import io.navarch.model.kind.KindDefinition;
import io.navarch.model.kind.Kinds;
import io.navarch.model.status.ApiException;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.Obj;
import io.navarch.model.tree.Struct;
import io.navarch.runtime.Clock;
import io.navarch.runtime.activity.IdleCondition;
import io.navarch.store.Store;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The custom kinds of one server. A definition that comes to the store is looked at by a thread of its own, which accepts its
 * names and writes its conditions; a definition that is established is served from then on, in the version of it that the
 * store has. Thread-safe.
 */
public final class CustomResources implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CustomResources.class);
    private static final String DEFINITIONS = "customresourcedefinitions";
    private static final String GROUP = "apiextensions.k8s.io";
    private static final long PATIENCE_SECONDS = 5;

    private final Store store;
    private final Clock clock;
    private final AtomicReference<Kinds> kinds;
    private final Map<String, CustomResourceDefinition> definitions = new ConcurrentHashMap<>();
    private final Map<String, Served> served = new TreeMap<>();
    private final Set<String> emptying = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final IdleCondition wanted;
    private final Set<String> waiting = new LinkedHashSet<>();
    private @Nullable String underWork;
    private long reached;
    private boolean loading = true;
    private volatile boolean closed;
    private volatile Runnable listener = () -> {};
    private volatile @Nullable Registry registry;
    private @Nullable StoreMirror mirror;
    private volatile @Nullable Thread worker;

    /** A kind that is served, and what of its definition it was made of. */
    private record Served(Struct spec, Struct names, KindDefinition kind) {}

    /** @param kinds what the server serves; custom kinds are put into it and taken out */
    public CustomResources(Store store, Clock clock, AtomicReference<Kinds> kinds) {
        this.store = store;
        this.clock = clock;
        this.wanted = clock.activity().condition(lock);
        this.kinds = kinds;
    }

    /** Has this called whenever other kinds are served, on the store's watch thread: it must be quick. */
    public void onChange(Runnable called) {
        listener = called;
    }

    /** Serves what the store has and begins to follow it. When it returns, all established kinds are served. */
    public void start(Registry objects) {
        registry = objects;
        var kind = objects.of(GROUP, DEFINITIONS).stored().definition();
        mirror = StoreMirror.open(store, kind, new Changes(new StoredForm(kind)));
        worker = clock.activity().start("custom-resource-definitions", this::work);
    }

    /** Hears of definitions, on a thread of the store. */
    private final class Changes implements StoreMirror.Listener {
        private final StoredForm form;

        Changes(StoredForm form) {
            this.form = form;
        }

        @Override
        public void put(ObjectKey key, byte[] json) {
            try {
                var definition = new CustomResourceDefinition(form.read(json, 0));
                definitions.put(key.name(), definition);
                serve(definition);
                enqueue(key.name());
            } catch (RuntimeException e) {
                LOG.error("the definition {} cannot be served: {}", key.name(), e.toString());
            }
        }

        @Override
        public void remove(ObjectKey key) {
            definitions.remove(key.name());
            unserve(key.name());
            enqueue(key.name());
        }

        @Override
        public void reached(long revision) {
            lock.lock();
            try {
                if (loading) {
                    loading = false;
                    publish();
                }
                reached = revision;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private void serve(CustomResourceDefinition definition) {
        if (!Conditions.isTrue(definition, "Established")) {
            unserve(definition.name());
            return;
        }
        lock.lock();
        try {
            var spec = definition.spec().tree();
            var names = definition.status().acceptedNames().tree();
            var known = served.get(definition.name());
            if (known == null || !known.spec.equals(spec) || !known.names.equals(names)) {
                served.put(definition.name(), new Served(spec, names, CustomKindReader.read(definition)));
                publish();
            }
        } finally {
            lock.unlock();
        }
    }

    private void unserve(String name) {
        lock.lock();
        try {
            var known = served.remove(name);
            if (known != null) {
                publish();
                var objects = registry;
                if (objects != null) {
                    objects.forget(known.kind);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void publish() {
        if (!loading) {
            // What others have added to the kinds, such as those of metrics, stays.
            kinds.updateAndGet(present -> {
                var all = new ArrayList<KindDefinition>();
                present.definitions().stream().filter(kind -> !kind.custom()).forEach(all::add);
                served.values().forEach(each -> all.add(each.kind()));
                return Kinds.builtIn().withAll(all);
            });
            listener.run();
        }
    }

    private void enqueue(String name) {
        lock.lock();
        try {
            waiting.add(name);
            wanted.signal();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** What the definition that made the kind says of its conversion webhook. */
    Obj conversionWebhook(KindDefinition kind) {
        var definition = definitions.get(kind.resource());
        return definition == null
                ? Dict.EMPTY
                : definition.spec().conversion().webhook().tree();
    }

    /** Whether the definition is being deleted: its objects are going, and no new ones may come. */
    boolean isTerminating(String name) {
        var definition = definitions.get(name);
        return definition != null && definition.metadata().hasDeletionTimestamp();
    }

    /** Waits until what has been written of this definition has had its effect, but not for long. */
    void awaitSettled(String name) {
        if (Thread.currentThread() == worker) {
            return;
        }
        long revision = store.revision();
        lock.lock();
        try {
            // Real time on purpose: what is waited for is another thread.
            long left = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (!closed && worker != null && left > 0 && !isSettled(name, revision)) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private boolean isSettled(String name, long revision) {
        return reached >= revision && !waiting.contains(name) && !name.equals(underWork);
    }

    private void work() {
        try {
            while (!closed) {
                var name = next();
                if (name != null) {
                    try {
                        settle(name);
                    } catch (RuntimeException e) {
                        LOG.warn("the conditions of {} cannot be written: {}", name, e.toString());
                    } finally {
                        done();
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable String next() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (waiting.isEmpty() && !closed) {
                wanted.await();
            }
            if (closed) {
                return null;
            }
            var name = waiting.iterator().next();
            waiting.remove(name);
            underWork = name;
            return name;
        } finally {
            lock.unlock();
        }
    }

    private void done() {
        lock.lock();
        try {
            underWork = null;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void awaitReached(long revision) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (reached < revision && !closed) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private void settle(String name) throws InterruptedException {
        var definition = definitions.get(name);
        if (definition == null) {
            // Its names are free for those that waited for them.
            var group = name.substring(name.indexOf('.') + 1);
            definitions.values().stream()
                    .filter(other -> other.spec().group().equals(group))
                    .filter(other -> !Conditions.isTrue(other, "NamesAccepted"))
                    .forEach(other -> enqueue(other.name()));
            return;
        }
        var objects = registry;
        if (objects == null) {
            return;
        }
        if (definition.metadata().hasDeletionTimestamp()
                && definition.metadata().finalizers().contains(InstanceCleanup.FINALIZER)) {
            empty(objects, name);
        }
        var now = Timestamps.of(clock.now());
        if (!Naming.status(definition, definitions.values(), now)
                .tree()
                .equals(definition.status().tree())) {
            named(objects, name, now);
        }
    }

    private void named(Registry objects, String name, String now) throws InterruptedException {
        try {
            var all = new ArrayList<>(definitions.values());
            objects.of(GROUP, DEFINITIONS).guaranteedUpdate("", name, false, stored -> {
                var current = new CustomResourceDefinition(stored);
                var status = Naming.status(current, all, now);
                return status.tree().equals(current.status().tree())
                        ? stored
                        : current.withStatus(status).tree();
            });
            // The next definition is named by what this one has got.
            awaitReached(store.revision());
        } catch (ApiException e) {
            if (!e.isNotFound()) {
                throw e;
            }
        }
    }

    private void empty(Registry objects, String name) {
        if (emptying.add(name)) {
            var cleanup = new InstanceCleanup(objects, store, clock, name);
            clock.activity().start("empty-" + name, () -> {
                try {
                    cleanup.run();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                } catch (RuntimeException e) {
                    LOG.warn("the objects of {} cannot be deleted: {}", name, e.toString());
                } finally {
                    emptying.remove(name);
                }
            });
        }
    }

    @Override
    public void close() {
        closed = true;
        var following = mirror;
        if (following != null) {
            following.close();
        }
        var working = worker;
        if (working != null) {
            working.interrupt();
        }
        lock.lock();
        try {
            wanted.signalAll();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
