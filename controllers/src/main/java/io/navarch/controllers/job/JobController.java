package io.navarch.controllers.job;

import io.navarch.client.event.EventRecorder;
import io.navarch.client.informer.Lister;
import io.navarch.controllers.Controller;
import io.navarch.controllers.ControllerContext;
import io.navarch.controllers.pods.Ownership;
import io.navarch.controllers.pods.Pods;
import io.navarch.model.ObjectKey;
import io.navarch.model.batch.v1.Job;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.selector.LabelSelector;
import io.navarch.runtime.queue.ReconcileLoop;
import org.jspecify.annotations.Nullable;

/** Watches Jobs and their pods and queues the Jobs that need looking at. */
public final class JobController implements Controller {
    private static final int WORKERS = 5;

    private final Lister<Job> jobs;
    private final EventRecorder events;
    private final ReconcileLoop<ObjectKey> loop;

    public JobController(ControllerContext context) {
        var jobInformer = context.informers().of(Job.KIND);
        var podInformer = context.informers().of(Pod.KIND);
        jobs = jobInformer.lister();
        events = context.events(name());
        loop = new ReconcileLoop<>(
                name(),
                context.clock(),
                new JobReconciler(context.client(name()), jobs, podInformer, events, context.clock()));
        jobInformer.onChange((before, after) -> {
            var job = after != null ? after : before;
            if (job != null) {
                loop.queue().add(job.key());
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
                for (var job : jobs.in(after.namespace())) {
                    if (LabelSelector.of(job.spec().selector())
                            .matches(after.metadata().labels())) {
                        loop.queue().add(job.key());
                    }
                }
            }
        }
    }

    private void enqueueOwner(Pod pod) {
        var owner = Pods.controllerOf(pod.metadata());
        if (owner.isPresent() && Ownership.refersTo(owner.get(), Job.KIND)) {
            loop.queue().add(new ObjectKey(pod.namespace(), owner.get().name()));
        }
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
