package io.navarch.controllers.replica;

import io.navarch.client.event.EventRecorder;
import io.navarch.controllers.Controller;
import io.navarch.controllers.ControllerContext;
import io.navarch.controllers.pods.PodOwners;
import io.navarch.model.KubeObject;
import io.navarch.model.ObjectKey;
import io.navarch.model.core.v1.Pod;
import io.navarch.runtime.queue.ReconcileLoop;

/** Watches sets and their pods and queues the sets that need looking at. */
public final class ReplicaController<T extends KubeObject<T>> implements Controller {
    private static final int WORKERS = 5;

    private final ReplicaKind<T> words;
    private final EventRecorder events;
    private final ReconcileLoop<ObjectKey> loop;

    private ReplicaController(ReplicaKind<T> words, ControllerContext context) {
        this.words = words;
        var client = context.client(words.controller());
        var setInformer = context.informers().of(words.kind());
        var podInformer = context.informers().of(Pod.KIND);
        var sets = setInformer.lister();
        events = context.events(words.controller());
        var reconciler = new ReplicaReconciler<>(words, client, sets, podInformer, events, context.clock());
        loop = new ReconcileLoop<>(words.controller(), context.clock(), reconciler);
        PodOwners.watch(words.kind(), setInformer, podInformer, words::selector, loop.queue());
    }

    public static Controller replicaSets(ControllerContext context) {
        return new ReplicaController<>(new ReplicaKind.Sets(), context);
    }

    public static Controller replicationControllers(ControllerContext context) {
        return new ReplicaController<>(new ReplicaKind.Controllers(), context);
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
