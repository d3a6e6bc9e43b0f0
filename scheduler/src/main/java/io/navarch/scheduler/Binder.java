package io.navarch.scheduler;

import io.navarch.client.KubeClient;
import io.navarch.client.event.EventRecorder;
import io.navarch.model.Timestamps;
import io.navarch.model.core.v1.Binding;
import io.navarch.model.core.v1.ObjectReference;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.PodCondition;
import io.navarch.model.meta.v1.Status;
import io.navarch.model.status.ApiException;
import io.navarch.runtime.Clock;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the scheduler's decisions to the API, each on a virtual thread of its own. */
final class Binder {
    private static final Logger LOG = LoggerFactory.getLogger(Binder.class);

    private final KubeClient client;
    private final EventRecorder events;
    private final Clock clock;

    Binder(KubeClient client, EventRecorder events, Clock clock) {
        this.client = client;
        this.events = events;
        this.clock = clock;
    }

    /** Binds the pod; the callback hears if that failed and the pod still wants a node. */
    void bind(Pod pod, String node, Runnable failed) {
        clock.activity().start("bind-" + pod.name(), () -> {
            try {
                var binding = Binding.EMPTY
                        .withMetadata(meta -> meta.withName(pod.name())
                                .withNamespace(pod.namespace())
                                .withUid(pod.uid()))
                        .withTarget(ObjectReference.EMPTY
                                .withApiVersion("v1")
                                .withKind("Node")
                                .withName(node));
                client.of(Pod.KIND, pod.namespace()).post(pod.name(), "binding", binding.tree(), Status.TYPE);
                events.normal(pod, "Scheduled", "Successfully assigned " + pod.key() + " to " + node);
            } catch (ApiException e) {
                if (!e.isNotFound()) {
                    LOG.warn("binding {} to {} failed: {}", pod.key(), node, e.getMessage());
                    events.warning(pod, "FailedScheduling", "binding rejected: " + e.getMessage());
                    failed.run();
                }
            } catch (UncheckedIOException e) {
                LOG.warn("binding {} to {} failed: {}", pod.key(), node, e.getMessage());
                failed.run();
            }
        });
    }

    /** Says in an event and in the pod's PodScheduled condition why it waits. */
    void tellUnschedulable(Pod pod, String message) {
        events.warning(pod, "FailedScheduling", message);
        clock.activity().start("unschedulable-" + pod.name(), () -> {
            try {
                client.of(Pod.KIND, pod.namespace())
                        .changeStatus(
                                pod.name(),
                                current -> current.uid().equals(pod.uid())
                                                && current.spec().nodeName().isEmpty()
                                        ? withCondition(current, message)
                                        : current);
            } catch (ApiException e) {
                LOG.debug("condition of {} was not written: {}", pod.key(), e.getMessage());
            } catch (UncheckedIOException e) {
                LOG.debug("condition of {} was not written: {}", pod.key(), e.getMessage());
            }
        });
    }

    private Pod withCondition(Pod pod, String message) {
        var others = new ArrayList<PodCondition>();
        var since = Timestamps.of(clock.now());
        for (var condition : pod.status().conditions()) {
            if (!condition.type().equals("PodScheduled")) {
                others.add(condition);
                continue;
            }
            if (condition.status().equals("False")) {
                since = condition.lastTransitionTime();
            }
            if (condition.status().equals("False")
                    && condition.reason().equals("Unschedulable")
                    && condition.message().equals(message)) {
                return pod;
            }
        }
        others.add(PodCondition.EMPTY
                .withType("PodScheduled")
                .withStatus("False")
                .withReason("Unschedulable")
                .withMessage(message)
                .withLastTransitionTime(since));
        return pod.withStatus(status -> status.withConditions(others));
    }
}
