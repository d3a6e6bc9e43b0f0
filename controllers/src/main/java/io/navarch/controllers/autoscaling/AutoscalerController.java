package io.navarch.controllers.autoscaling;

import io.navarch.client.event.EventRecorder;
import io.navarch.controllers.Controller;
import io.navarch.controllers.ControllerContext;
import io.navarch.model.ObjectKey;
import io.navarch.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.navarch.model.core.v1.Pod;
import io.navarch.runtime.queue.ReconcileLoop;

/** Watches autoscalers and takes each through its rounds. */
public final class AutoscalerController implements Controller {
    private static final int WORKERS = 5;
    private static final String IDENTITY = "horizontal-pod-autoscaler";

    private final EventRecorder events;
    private final ReconcileLoop<ObjectKey> loop;

    public AutoscalerController(ControllerContext context) {
        var informer = context.informers().of(HorizontalPodAutoscaler.KIND);
        events = context.events(IDENTITY, IDENTITY);
        loop = new ReconcileLoop<>(
                name(),
                context.clock(),
                new AutoscalerReconciler(
                        context.client(IDENTITY),
                        informer.lister(),
                        context.informers().of(Pod.KIND).lister(),
                        events,
                        context.clock()));
        informer.onChange((before, after) -> {
            boolean concerns = before == null || after == null || !before.spec().equals(after.spec());
            var autoscaler = after != null ? after : before;
            if (concerns && autoscaler != null) {
                loop.queue().add(autoscaler.key());
            }
        });
    }

    @Override
    public String name() {
        return "horizontal-pod-autoscaler-controller";
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
