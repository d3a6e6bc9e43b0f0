package io.navarch.controllers.cronjob;

import io.navarch.client.event.EventRecorder;
import io.navarch.controllers.Controller;
import io.navarch.controllers.ControllerContext;
import io.navarch.controllers.pods.Ownership;
import io.navarch.controllers.pods.Pods;
import io.navarch.model.ObjectKey;
import io.navarch.model.batch.v1.CronJob;
import io.navarch.model.batch.v1.Job;
import io.navarch.runtime.queue.ReconcileLoop;

/** Watches CronJobs and their Jobs and queues the CronJobs that need looking at. */
public final class CronJobController implements Controller {
    private static final int WORKERS = 5;

    private final EventRecorder events;
    private final ReconcileLoop<ObjectKey> loop;

    public CronJobController(ControllerContext context) {
        var cronInformer = context.informers().of(CronJob.KIND);
        var jobInformer = context.informers().of(Job.KIND);
        events = context.events(name());
        loop = new ReconcileLoop<>(
                name(),
                context.clock(),
                new CronJobReconciler(
                        context.client(name()), cronInformer.lister(), jobInformer.lister(), events, context.clock()));
        cronInformer.onChange((before, after) -> {
            if (after != null) {
                loop.queue().add(after.key());
            }
        });
        jobInformer.onChange((before, after) -> {
            var job = after != null ? after : before;
            if (job != null) {
                enqueueOwner(job);
            }
        });
    }

    private void enqueueOwner(Job job) {
        var owner = Pods.controllerOf(job.metadata());
        if (owner.isPresent() && Ownership.refersTo(owner.get(), CronJob.KIND)) {
            loop.queue().add(new ObjectKey(job.namespace(), owner.get().name()));
        }
    }

    @Override
    public String name() {
        return "cronjob-controller";
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
