package io.navarch.controllers.statefulset;

import io.navarch.client.event.EventRecorder;
import io.navarch.controllers.Controller;
import io.navarch.controllers.ControllerContext;
import io.navarch.controllers.pods.PodOwners;
import io.navarch.model.ObjectKey;
import io.navarch.model.apps.v1.ControllerRevision;
import io.navarch.model.apps.v1.StatefulSet;
import io.navarch.model.core.v1.PersistentVolumeClaim;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.selector.LabelSelector;
import io.navarch.runtime.queue.ReconcileLoop;

/** Watches StatefulSets and their pods and queues the sets that need looking at. */
public final class StatefulSetController implements Controller {
    private static final int WORKERS = 5;

    private final EventRecorder events;
    private final ReconcileLoop<ObjectKey> loop;

    public StatefulSetController(ControllerContext context) {
        var setInformer = context.informers().of(StatefulSet.KIND);
        var podInformer = context.informers().of(Pod.KIND);
        var sets = setInformer.lister();
        events = context.events(name());
        loop = new ReconcileLoop<>(
                name(),
                context.clock(),
                new StatefulReconciler(
                        context.client(name()),
                        sets,
                        podInformer.lister(),
                        context.informers().of(PersistentVolumeClaim.KIND).lister(),
                        context.informers().of(ControllerRevision.KIND).lister(),
                        events,
                        context.clock()));
        PodOwners.watch(
                StatefulSet.KIND,
                setInformer,
                podInformer,
                owner -> LabelSelector.of(owner.spec().selector()),
                loop.queue());
    }

    @Override
    public String name() {
        return "statefulset-controller";
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
