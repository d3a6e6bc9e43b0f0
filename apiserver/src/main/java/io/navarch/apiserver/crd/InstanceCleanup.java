package io.navarch.apiserver.crd;

import io.navarch.apiserver.registry.DeleteOptions;
import io.navarch.apiserver.registry.ObjectStore;
import io.navarch.apiserver.registry.Registry;
import io.navarch.apiserver.request.User;
import io.navarch.model.Timestamps;
import io.navarch.model.apiextensions.v1.CustomResourceDefinition;
import io.navarch.model.kind.KindDefinition;
import io.navarch.model.meta.v1.ObjectMeta;
import io.navarch.model.status.ApiException;
import io.navarch.model.tree.Struct;
import io.navarch.runtime.Clock;
import io.navarch.runtime.activity.IdleCondition;
import io.navarch.store.Store;
import io.navarch.store.StoreException;
import io.navarch.store.WatchEvent;
import io.navarch.store.WatchListener;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/**
 * Deletes the objects of a definition that is being deleted, waits until they are gone, and then lets the definition go. Runs
 * on a thread of its own until that is done.
 */
final class InstanceCleanup {
    static final String FINALIZER = "customresourcecleanup.apiextensions.k8s.io";

    private static final User SERVER = User.of("system:apiserver", User.MASTERS);

    private final Registry registry;
    private final Store store;
    private final Clock clock;
    private final String name;
    private final ReentrantLock lock = new ReentrantLock();
    private final IdleCondition changed;
    private boolean somethingChanged;

    InstanceCleanup(Registry registry, Store store, Clock clock, String name) {
        this.registry = registry;
        this.store = store;
        this.clock = clock;
        this.name = name;
        this.changed = clock.activity().condition(lock);
    }

    void run() throws InterruptedException {
        change(definition -> terminating(
                definition, "True", "InstanceDeletionInProgress", "CustomResource deletion is in progress"));
        int dot = name.indexOf('.');
        ObjectStore objects;
        try {
            objects = registry.of(name.substring(dot + 1), name.substring(0, dot));
        } catch (ApiException e) {
            // Never served, so that there are none.
            finish();
            return;
        }
        empty(objects);
        finish();
    }

    private void empty(ObjectStore objects) throws InterruptedException {
        KindDefinition kind = objects.stored().definition();
        var watch = store.watch("/registry/" + kind.registryPrefix() + "/", 0, new Removals());
        try {
            while (deleteAll(objects) > 0) {
                // What is left waits for whoever has to finish it.
                awaitChange();
            }
        } finally {
            watch.close();
        }
    }

    private void awaitChange() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!somethingChanged) {
                changed.await();
            }
            somethingChanged = false;
        } finally {
            lock.unlock();
        }
    }

    private void tell() {
        lock.lock();
        try {
            somethingChanged = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** How many are left. */
    private static int deleteAll(ObjectStore objects) {
        for (var object : objects.list("")) {
            delete(objects, new ObjectMeta((Struct) java.util.Objects.requireNonNull(object.get("metadata"))));
        }
        return objects.list("").size();
    }

    private static void delete(ObjectStore objects, ObjectMeta metadata) {
        if (metadata.hasDeletionTimestamp()) {
            return;
        }
        try {
            objects.delete(SERVER, metadata.namespace(), metadata.name(), DeleteOptions.NONE);
        } catch (ApiException e) {
            if (!e.isNotFound()) {
                throw e;
            }
        }
    }

    /** Wakes the loop when objects change or go. */
    private final class Removals implements WatchListener {
        @Override
        public void onEvents(List<WatchEvent> events, long revision) {
            if (!events.isEmpty()) {
                tell();
            }
        }

        @Override
        public void onEnd(StoreException cause) {
            tell();
        }
    }

    private void finish() {
        change(definition -> {
            var finalizers = new ArrayList<>(definition.metadata().finalizers());
            finalizers.remove(FINALIZER);
            return terminating(definition, "False", "InstanceDeletionCompleted", "removed all instances")
                    .withMetadata(definition.metadata().withFinalizers(finalizers));
        });
    }

    private CustomResourceDefinition terminating(
            CustomResourceDefinition definition, String value, String reason, String message) {
        var now = Timestamps.of(clock.now());
        return definition.withStatus(Conditions.with(definition.status(), "Terminating", value, reason, message, now));
    }

    private void change(UnaryOperator<CustomResourceDefinition> change) {
        try {
            registry.of("apiextensions.k8s.io", "customresourcedefinitions")
                    .guaranteedUpdate("", name, false, stored -> change.apply(new CustomResourceDefinition(stored))
                            .tree());
        } catch (ApiException e) {
            if (!e.isNotFound()) {
                throw e;
            }
        }
    }
}
