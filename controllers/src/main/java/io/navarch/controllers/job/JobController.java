package io.navarch.controllers.job;

import io.navarch.client.event.EventRecorder;
import io.navarch.controllers.Controller;
import io.navarch.controllers.ControllerContext;
import io.navarch.controllers.pods.PodOwners;
import io.navarch.model.ObjectKey;
import io.navarch.model.batch.v1.Job;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.selector.LabelSelector;
import io.navarch.runtime.queue.ReconcileLoop;

/** Watches Jobs and their pods and queues the Jobs that need looking at. */
public final class JobController implements Controller {
    private static final int WORKERS = 5;

    private final EventRecorder events;
    private final ReconcileLoop<ObjectKey> loop;

    public JobController(ControllerContext context) {
        var jobInformer = context.informers().of(Job.KIND);
        var podInformer = context.informers().of(Pod.KIND);
        var jobs = jobInformer.lister();
        events = context.events(name());
        loop = new ReconcileLoop<>(
                name(),
                context.clock(),
                new JobReconciler(context.client(name()), jobs, podInformer, events, context.clock()));
        PodOwners.watch(
                Job.KIND,
                jobInformer,
                podInformer,
                owner -> LabelSelector.of(owner.spec().selector()),
                loop.queue());
    }

    @Override
    public String name() {
        return "job-controller";
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
