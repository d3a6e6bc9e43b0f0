package io.navarch.controllers.replica;

import io.navarch.client.event.EventRecorder;
import io.navarch.controllers.Controller;
import io.navarch.controllers.ControllerContext;
import io.navarch.controllers.pods.Ownership;
import io.navarch.controllers.pods.Pods;
import io.navarch.model.KubeObject;
import io.navarch.model.ObjectKey;
import io.navarch.model.core.v1.Pod;
import io.navarch.runtime.queue.ReconcileLoop;
import org.jspecify.annotations.Nullable;

/** Watches sets and their pods and queues the sets that need looking at. */
public final class ReplicaController<T extends KubeObject<T>> implements Controller {
    private static final int WORKERS = 5;

    private final ReplicaKind<T> words;
    private final io.navarch.client.informer.Lister<T> sets;
    private final EventRecorder events;
    private final ReconcileLoop<ObjectKey> loop;

    private ReplicaController(ReplicaKind<T> words, ControllerContext context) {
        this.words = words;
        var client = context.client(words.controller());
        var setInformer = context.informers().of(words.kind());
        var podInformer = context.informers().of(Pod.KIND);
        sets = setInformer.lister();
        events = context.events(words.controller());
        var reconciler = new ReplicaReconciler<>(words, client, sets, podInformer, events, context.clock());
        loop = new ReconcileLoop<>(words.controller(), context.clock(), reconciler);
        setInformer.onChange((before, after) -> loop.queue().add(after == null ? keyOf(before) : after.key()));
        podInformer.onChange(this::podChanged);
    }

    public static Controller replicaSets(ControllerContext context) {
        return new ReplicaController<>(new ReplicaKind.Sets(), context);
    }

    public static Controller replicationControllers(ControllerContext context) {
        return new ReplicaController<>(new ReplicaKind.Controllers(), context);
    }

    private static ObjectKey keyOf(@Nullable KubeObject<?> object) {
        return object == null ? new ObjectKey("", "") : object.key();
    }

    private void podChanged(@Nullable Pod before, @Nullable Pod after) {
        if (before != null) {
            enqueueOwner(before);
        }
        if (after != null) {
            enqueueOwner(after);
            if (Pods.controllerOf(after.metadata()).isEmpty() && !Pods.terminating(after)) {
                for (var set : sets.in(after.namespace())) {
                    if (words.selector(set).matches(after.metadata().labels())) {
                        loop.queue().add(set.key());
                    }
                }
            }
        }
    }

    private void enqueueOwner(Pod pod) {
        var owner = Pods.controllerOf(pod.metadata());
        if (owner.isPresent() && Ownership.refersTo(owner.get(), words.kind())) {
            loop.queue().add(new ObjectKey(pod.namespace(), owner.get().name()));
        }
    }

    @Override
    public String name() {
        return words.controller();
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
