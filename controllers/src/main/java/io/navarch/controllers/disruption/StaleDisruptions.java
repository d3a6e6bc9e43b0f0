package io.navarch.controllers.disruption;

import io.navarch.client.KubeClient;
import io.navarch.client.informer.Lister;
import io.navarch.controllers.pods.PodStatusPatch;
import io.navarch.controllers.pods.Pods;
import io.navarch.model.ObjectKey;
import io.navarch.model.Timestamps;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.PodCondition;
import io.navarch.model.status.ApiException;
import io.navarch.runtime.Clock;
import io.navarch.runtime.queue.Next;
import io.navarch.runtime.queue.Reconciler;
import java.time.Duration;
import java.util.Optional;

/** Takes back that a pod is about to be disrupted when nobody has deleted it. */
final class StaleDisruptions implements Reconciler<ObjectKey> {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final KubeClient client;
    private final Lister<Pod> pods;
    private final Clock clock;

    StaleDisruptions(KubeClient client, Lister<Pod> pods, Clock clock) {
        this.client = client;
        this.pods = pods;
        this.clock = clock;
    }

    /** Whether the pod is said to be disrupted, and is not being deleted yet. */
    static boolean concerns(Pod pod) {
        return !Pods.terminating(pod) && !Pods.finished(pod) && target(pod).isPresent();
    }

    private static Optional<PodCondition> target(Pod pod) {
        return Pods.condition(pod, "DisruptionTarget")
                .filter(condition -> condition.status().equals("True"));
    }

    @Override
    public Next reconcile(ObjectKey key) {
        var found = pods.find(key).filter(StaleDisruptions::concerns);
        if (found.isEmpty()) {
            return Next.done();
        }
        var pod = found.get();
        var condition = target(pod).orElse(PodCondition.EMPTY);
        var now = clock.now();
        var left = Duration.between(
                now, Timestamps.instantOrEpoch(condition.lastTransitionTime()).plus(TIMEOUT));
        if (left.isPositive()) {
            return Next.after(left);
        }
        var over = PodCondition.EMPTY
                .withType(condition.type())
                .withStatus("False")
                .withLastTransitionTime(Timestamps.of(now));
        try {
            PodStatusPatch.write(client.of(Pod.KIND), pod, over, "");
        } catch (ApiException e) {
            if (!e.isNotFound() && !e.isConflict()) {
                throw e;
            }
        }
        return Next.done();
    }
}
