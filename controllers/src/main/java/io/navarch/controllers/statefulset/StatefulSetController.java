package io.navarch.controllers.statefulset;

import io.navarch.client.event.EventRecorder;
import io.navarch.client.informer.Lister;
import io.navarch.controllers.Controller;
import io.navarch.controllers.ControllerContext;
import io.navarch.controllers.pods.Ownership;
import io.navarch.controllers.pods.Pods;
import io.navarch.model.ObjectKey;
import io.navarch.model.apps.v1.ControllerRevision;
import io.navarch.model.apps.v1.StatefulSet;
import io.navarch.model.core.v1.PersistentVolumeClaim;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.selector.LabelSelector;
import io.navarch.runtime.queue.ReconcileLoop;
import org.jspecify.annotations.Nullable;

/** Watches StatefulSets and their pods and queues the sets that need looking at. */
public final class StatefulSetController implements Controller {
    private static final int WORKERS = 5;

    private final Lister<StatefulSet> sets;
    private final EventRecorder events;
    private final ReconcileLoop<ObjectKey> loop;

    public StatefulSetController(ControllerContext context) {
        var setInformer = context.informers().of(StatefulSet.KIND);
        var podInformer = context.informers().of(Pod.KIND);
        sets = setInformer.lister();
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
        setInformer.onChange((before, after) -> {
            var set = after != null ? after : before;
            if (set != null) {
                loop.queue().add(set.key());
            }
        });
        podInformer.onChange(this::podChanged);
    }

    private void podChanged(@Nullable Pod before, @Nullable Pod after) {
        if (before != null) {
            enqueueOwner(before);
        }
        if (after != null) {
            enqueueOwner(after);
            if (Pods.controllerOf(after.metadata()).isEmpty() && !Pods.terminating(after)) {
                for (var set : sets.in(after.namespace())) {
                    if (LabelSelector.of(set.spec().selector())
                            .matches(after.metadata().labels())) {
                        loop.queue().add(set.key());
                    }
                }
            }
        }
    }

    private void enqueueOwner(Pod pod) {
        var owner = Pods.controllerOf(pod.metadata());
        if (owner.isPresent() && Ownership.refersTo(owner.get(), StatefulSet.KIND)) {
            loop.queue().add(new ObjectKey(pod.namespace(), owner.get().name()));
        }
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
