package io.navarch.controllers.deployment;

import io.navarch.client.event.EventRecorder;
import io.navarch.client.informer.Lister;
import io.navarch.controllers.Controller;
import io.navarch.controllers.ControllerContext;
import io.navarch.controllers.pods.Ownership;
import io.navarch.controllers.pods.Pods;
import io.navarch.model.ObjectKey;
import io.navarch.model.apps.v1.Deployment;
import io.navarch.model.apps.v1.ReplicaSet;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.selector.LabelSelector;
import io.navarch.runtime.queue.ReconcileLoop;
import org.jspecify.annotations.Nullable;

/** Watches Deployments, their ReplicaSets and (for Recreate) pods, and queues the Deployments that need looking at. */
public final class DeploymentController implements Controller {
    private static final int WORKERS = 5;

    private final Lister<Deployment> deployments;
    private final Lister<ReplicaSet> sets;
    private final EventRecorder events;
    private final ReconcileLoop<ObjectKey> loop;

    public DeploymentController(ControllerContext context) {
        var deploymentInformer = context.informers().of(Deployment.KIND);
        var setInformer = context.informers().of(ReplicaSet.KIND);
        var podInformer = context.informers().of(Pod.KIND);
        deployments = deploymentInformer.lister();
        sets = setInformer.lister();
        events = context.events(name());
        var reconciler = new DeploymentReconciler(
                context.client(name()), deployments, sets, podInformer.lister(), events, context.clock());
        loop = new ReconcileLoop<>(name(), context.clock(), reconciler);
        deploymentInformer.onChange((before, after) -> {
            var object = after != null ? after : before;
            if (object != null) {
                loop.queue().add(object.key());
            }
        });
        setInformer.onChange(this::setChanged);
        podInformer.onChange((before, after) -> {
            if (before != null && after == null) {
                podGone(before);
            }
        });
    }

    private void setChanged(@Nullable ReplicaSet before, @Nullable ReplicaSet after) {
        if (before != null) {
            enqueueOwner(before);
        }
        if (after != null) {
            enqueueOwner(after);
            if (Pods.controllerOf(after.metadata()).isEmpty()
                    && after.metadata().labels().size() > 0) {
                for (var deployment : deployments.in(after.namespace())) {
                    if (LabelSelector.of(deployment.spec().selector())
                            .matches(after.metadata().labels())) {
                        loop.queue().add(deployment.key());
                    }
                }
            }
        }
    }

    private void enqueueOwner(ReplicaSet set) {
        var owner = Pods.controllerOf(set.metadata());
        if (owner.isPresent() && Ownership.refersTo(owner.get(), Deployment.KIND)) {
            loop.queue().add(new ObjectKey(set.namespace(), owner.get().name()));
        }
    }

    /** A Recreate Deployment waits for the last old pod to go. */
    private void podGone(Pod pod) {
        Pods.controllerOf(pod.metadata())
                .flatMap(owner -> sets.find(pod.namespace(), owner.name()))
                .flatMap(set -> Pods.controllerOf(set.metadata()))
                .flatMap(owner -> deployments.find(pod.namespace(), owner.name()))
                .filter(deployment -> !Sets.rolling(deployment))
                .ifPresent(deployment -> loop.queue().add(deployment.key()));
    }

    @Override
    public String name() {
        return "deployment-controller";
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
