package io.navarch.controllers.daemon;

import io.navarch.client.event.EventRecorder;
import io.navarch.client.informer.Lister;
import io.navarch.controllers.Controller;
import io.navarch.controllers.ControllerContext;
import io.navarch.controllers.pods.PodOwners;
import io.navarch.model.ObjectKey;
import io.navarch.model.apps.v1.ControllerRevision;
import io.navarch.model.apps.v1.DaemonSet;
import io.navarch.model.core.v1.Node;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.selector.LabelSelector;
import io.navarch.runtime.queue.ReconcileLoop;

/** Watches DaemonSets, their pods and the nodes, and queues the sets that need looking at. */
public final class DaemonSetController implements Controller {
    private static final int WORKERS = 2;

    private final Lister<DaemonSet> sets;
    private final EventRecorder events;
    private final ReconcileLoop<ObjectKey> loop;

    public DaemonSetController(ControllerContext context) {
        var setInformer = context.informers().of(DaemonSet.KIND);
        var podInformer = context.informers().of(Pod.KIND);
        var nodeInformer = context.informers().of(Node.KIND);
        var revisions = context.informers().of(ControllerRevision.KIND).lister();
        sets = setInformer.lister();
        events = context.events("daemon-set-controller", name());
        loop = new ReconcileLoop<>(
                name(),
                context.clock(),
                new DaemonReconciler(
                        context.client("daemon-set-controller"),
                        sets,
                        nodeInformer.lister(),
                        podInformer,
                        revisions,
                        events,
                        context.clock()));
        PodOwners.watch(
                DaemonSet.KIND,
                setInformer,
                podInformer,
                owner -> LabelSelector.of(owner.spec().selector()),
                loop.queue());
        nodeInformer.onChange((before, after) -> {
            if (before == null || after == null || matters(before, after)) {
                sets.all().forEach(set -> loop.queue().add(set.key()));
            }
        });
    }

    private static boolean matters(Node before, Node after) {
        return !before.metadata().labels().equals(after.metadata().labels())
                || !before.spec().equals(after.spec());
    }

    @Override
    public String name() {
        return "daemonset-controller";
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
