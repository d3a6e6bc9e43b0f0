package io.navarch.apiserver.strategy;

import io.navarch.apiserver.registry.DeleteOptions;
import io.navarch.apiserver.registry.Deletion;
import io.navarch.apiserver.registry.Strategy;
import io.navarch.apiserver.registry.WriteContext;
import io.navarch.model.Timestamps;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.PodCondition;
import io.navarch.model.tree.Struct;
import io.navarch.model.usage.QosClass;
import java.util.ArrayList;
import java.util.List;

/** What may be written as a Pod: its class follows from its spec, and it is deleted gracefully. */
final class PodStrategy implements Strategy {
    @Override
    public Struct prepareForCreate(WriteContext context, Struct wanted) {
        var pod = new Pod(wanted);
        var status = pod.status().withPhase("Pending").withQosClass(QosClass.of(pod.spec()));
        if (!pod.spec().schedulingGates().isEmpty()) {
            status = status.withConditions(
                    List.of(gated(pod, Timestamps.of(context.clock().now()))));
        }
        return pod.withStatus(status).tree();
    }

    private static PodCondition gated(Pod pod, String now) {
        return PodCondition.EMPTY
                .withType("PodScheduled")
                .withStatus("False")
                .withReason("SchedulingGated")
                .withMessage("Scheduling is blocked due to non-empty scheduling gates")
                .withObservedGeneration(pod.metadata().generation())
                .withLastTransitionTime(now);
    }

    /** Once its last gate is taken away, a pod no longer says that it is gated. */
    @Override
    public Struct prepareForUpdate(WriteContext context, Struct stored, Struct wanted) {
        var before = new Pod(stored);
        var after = new Pod(wanted);
        if (before.spec().schedulingGates().isEmpty()
                || !after.spec().schedulingGates().isEmpty()) {
            return wanted;
        }
        var conditions = new ArrayList<PodCondition>();
        for (var condition : after.status().conditions()) {
            boolean gated = condition.type().equals("PodScheduled")
                    && condition.reason().equals("SchedulingGated");
            if (!gated) {
                conditions.add(condition);
            }
        }
        return after.withStatus(after.status().withConditions(conditions)).tree();
    }

    /** A pod that runs nowhere, or no more, has nothing to end gracefully. */
    @Override
    public Deletion beforeDelete(WriteContext context, Struct stored, DeleteOptions options) {
        var pod = new Pod(stored);
        long period = options.gracePeriod()
                .orElseGet(() -> pod.spec().hasTerminationGracePeriodSeconds()
                        ? pod.spec().terminationGracePeriodSeconds()
                        : 0L);
        var phase = pod.status().phase();
        if (pod.spec().nodeName().isEmpty() || phase.equals("Failed") || phase.equals("Succeeded")) {
            period = 0;
        }
        if (period < 0) {
            period = 1;
        }
        return period == 0 ? new Deletion.Now() : new Deletion.Graceful(period);
    }
}
