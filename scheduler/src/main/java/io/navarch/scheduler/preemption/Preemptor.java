package io.navarch.scheduler.preemption;

import io.navarch.client.DeleteOptions;
import io.navarch.client.KubeClient;
import io.navarch.client.PatchType;
import io.navarch.client.event.EventRecorder;
import io.navarch.model.Timestamps;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.PodCondition;
import io.navarch.model.status.ApiException;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonWriter;
import io.navarch.runtime.Clock;
import java.io.UncheckedIOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the victims of a nomination go and notes on the pod which node it waits for. Thread-safe; works aside. */
public final class Preemptor {
    private static final Logger LOG = LoggerFactory.getLogger(Preemptor.class);

    private final KubeClient client;
    private final EventRecorder events;
    private final Clock clock;
    private final String scheduler;

    /** @param scheduler the profile's name, as conditions tell it */
    public Preemptor(KubeClient client, EventRecorder events, Clock clock, String scheduler) {
        this.client = client;
        this.events = events;
        this.clock = clock;
        this.scheduler = scheduler;
    }

    public void preempt(Pod pod, Nomination nomination) {
        clock.activity().start("preempt-" + pod.name(), () -> {
            try {
                for (var victim : nomination.victims()) {
                    evict(pod, victim.pod(), nomination.node().name());
                }
                patchStatus(pod, Dict.of("nominatedNodeName", nomination.node().name()));
            } catch (ApiException | UncheckedIOException e) {
                // The pod is tried again, and finds out anew who must go.
                LOG.debug("making room for {} failed: {}", pod.key(), e.getMessage());
            }
        });
    }

    private void evict(Pod pod, Pod victim, String node) {
        if (!victim.metadata().hasDeletionTimestamp()) {
            var condition = PodCondition.EMPTY
                    .withType("DisruptionTarget")
                    .withStatus("True")
                    .withReason("PreemptionByScheduler")
                    .withMessage(scheduler + ": preempting to accommodate a higher priority pod")
                    .withLastTransitionTime(Timestamps.of(clock.now()));
            patchStatus(victim, Dict.of("conditions", List.<Object>of(condition.tree())));
            client.of(Pod.KIND, victim.namespace())
                    .deleteIfPresent(victim.name(), DeleteOptions.DEFAULT.withUid(victim.uid()));
        }
        events.normal(victim, "Preempted", "Preempted by pod " + pod.uid() + " on node " + node);
    }

    private void patchStatus(Pod pod, Dict status) {
        var patch = Dict.of("metadata", Dict.of("uid", pod.uid()), "status", status);
        try {
            client.of(Pod.KIND, pod.namespace())
                    .patch(pod.name(), PatchType.STRATEGIC, "status", JsonWriter.bytes(patch));
        } catch (ApiException e) {
            // Who is gone, or has been replaced, needs no status.
            if (!e.isNotFound() && !e.isConflict()) {
                throw e;
            }
        }
    }
}
