package io.navarch.controllers.disruption;

import io.navarch.client.event.EventRecorder;
import io.navarch.client.informer.Lister;
import io.navarch.controllers.Controller;
import io.navarch.controllers.ControllerContext;
import io.navarch.controllers.scale.Scales;
import io.navarch.model.ObjectKey;
import io.navarch.model.apps.v1.Deployment;
import io.navarch.model.apps.v1.ReplicaSet;
import io.navarch.model.apps.v1.StatefulSet;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.ReplicationController;
import io.navarch.model.policy.v1.PodDisruptionBudget;
import io.navarch.model.selector.LabelSelector;
import io.navarch.runtime.queue.ReconcileLoop;
import org.jspecify.annotations.Nullable;

/** Watches budgets and pods and queues the budgets that need counting. */
public final class DisruptionController implements Controller {
    private static final int WORKERS = 2;

    private final Lister<PodDisruptionBudget> budgets;
    private final EventRecorder events;
    private final ReconcileLoop<ObjectKey> loop;
    private final ReconcileLoop<ObjectKey> stale;

    public DisruptionController(ControllerContext context) {
        var client = context.client(name());
        var informers = context.informers();
        var budgetInformer = informers.of(PodDisruptionBudget.KIND);
        var podInformer = informers.of(Pod.KIND);
        budgets = budgetInformer.lister();
        events = context.events(name(), "controllermanager");
        var owners = new OwnerSizes(
                informers.of(ReplicationController.KIND).lister(),
                informers.of(ReplicaSet.KIND).lister(),
                informers.of(Deployment.KIND).lister(),
                informers.of(StatefulSet.KIND).lister(),
                new Scales(client.transport()));
        loop = new ReconcileLoop<>(
                name(),
                context.clock(),
                new DisruptionReconciler(client, budgets, podInformer.lister(), owners, events, context.clock()));
        stale = new ReconcileLoop<>(
                name() + "-stale",
                context.clock(),
                new StaleDisruptions(client, podInformer.lister(), context.clock()));
        budgetInformer.onChange((before, after) -> {
            if (after != null) {
                loop.queue().add(after.key());
            }
        });
        podInformer.onChange(this::podChanged);
    }

    private void podChanged(@Nullable Pod before, @Nullable Pod after) {
        if (after != null && StaleDisruptions.concerns(after)) {
            stale.queue().add(after.key());
        }
        var pod = after != null ? after : before;
        if (pod == null) {
            return;
        }
        for (var budget : budgets.in(pod.namespace())) {
            if (selects(budget, before) || selects(budget, after)) {
                loop.queue().add(budget.key());
            }
        }
    }

    private static boolean selects(PodDisruptionBudget budget, @Nullable Pod pod) {
        return pod != null
                && budget.spec().hasSelector()
                && LabelSelector.of(budget.spec().selector())
                        .matches(pod.metadata().labels());
    }

    @Override
    public String name() {
        return "disruption-controller";
    }

    @Override
    public void start() {
        loop.start(WORKERS);
        stale.start(1);
    }

    @Override
    public void close() {
        loop.close();
        stale.close();
        events.close();
    }
}
