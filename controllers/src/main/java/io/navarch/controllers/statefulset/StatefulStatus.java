package io.navarch.controllers.statefulset;

import io.navarch.controllers.pods.Pods;
import io.navarch.model.apps.v1.StatefulSet;
import io.navarch.model.apps.v1.StatefulSetStatus;
import io.navarch.model.core.v1.Pod;
import java.time.Instant;
import java.util.List;

/** Counts a set's pods and tells when an update is complete. Pure logic. */
final class StatefulStatus {
    private StatefulStatus() {}

    /** @param current the name of the current revision, @param update that of the present template's */
    static StatefulSetStatus of(StatefulSet set, List<Pod> pods, String current, String update, Instant now) {
        int ready = 0;
        int available = 0;
        int ofCurrent = 0;
        int ofUpdate = 0;
        for (var pod : pods) {
            if (StatefulPlan.runningAndReady(pod)) {
                ready++;
                if (Pods.available(pod, set.spec().minReadySeconds(), now)) {
                    available++;
                }
            }
            if (!Pods.terminating(pod)) {
                ofCurrent += StatefulPods.revision(pod).equals(current) ? 1 : 0;
                ofUpdate += StatefulPods.revision(pod).equals(update) ? 1 : 0;
            }
        }
        int wanted = StatefulPods.replicas(set);
        boolean complete = !set.spec().updateStrategy().type().equals("OnDelete")
                && ofUpdate == wanted
                && ready == wanted
                && pods.size() == wanted;
        var status = set.status()
                .withObservedGeneration(set.metadata().generation())
                .withReplicas(pods.size())
                .withAvailableReplicas(available)
                .withCurrentRevision(complete ? update : current)
                .withUpdateRevision(update)
                .withCollisionCount(set.status().collisionCount());
        int inCurrent = complete ? ofUpdate : ofCurrent;
        // These stay away while they are zero, as upstream leaves them out.
        status = ready == 0 ? status.withoutReadyReplicas() : status.withReadyReplicas(ready);
        status = inCurrent == 0 ? status.withoutCurrentReplicas() : status.withCurrentReplicas(inCurrent);
        return ofUpdate == 0 ? status.withoutUpdatedReplicas() : status.withUpdatedReplicas(ofUpdate);
    }
}
