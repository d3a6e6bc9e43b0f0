package io.navarch.controllers.deployment;

import io.navarch.model.Timestamps;
import io.navarch.model.apps.v1.Deployment;
import io.navarch.model.apps.v1.DeploymentCondition;
import io.navarch.model.apps.v1.DeploymentStatus;
import io.navarch.model.apps.v1.ReplicaSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Counts how far a Deployment has come and says so in its status and conditions. Pure logic. */
final class Progress {
    static final String PROGRESSING = "Progressing";
    private static final String AVAILABLE = "Available";
    private static final String FAILURE = "ReplicaFailure";
    private static final String TIMED_OUT = "ProgressDeadlineExceeded";
    private static final String COMPLETE = "NewReplicaSetAvailable";

    private Progress() {}

    /** The counters, with Available and ReplicaFailure conditions. */
    static DeploymentStatus count(
            Deployment deployment, List<ReplicaSet> all, @Nullable ReplicaSet newSet, Instant now) {
        int wanted = Sets.replicas(deployment);
        int available = Sets.available(all);
        int unavailable = Math.max(0, Sets.wanted(all) - available);
        int terminating =
                all.stream().mapToInt(set -> set.status().terminatingReplicas()).sum();
        var status = DeploymentStatus.EMPTY
                .withObservedGeneration(deployment.metadata().generation())
                .withReplicas(Sets.actual(all))
                .withUpdatedReplicas(newSet == null ? 0 : newSet.status().replicas())
                .withReadyReplicas(Sets.ready(all))
                .withAvailableReplicas(available)
                .withTerminatingReplicas(terminating)
                .withConditions(deployment.status().conditions());
        if (unavailable > 0) {
            status = status.withUnavailableReplicas(unavailable);
        }
        if (deployment.status().hasCollisionCount()) {
            status = status.withCollisionCount(deployment.status().collisionCount());
        }
        boolean enough = available >= wanted - Sets.maxUnavailable(deployment);
        status = enough
                ? set(
                        status,
                        AVAILABLE,
                        "True",
                        "MinimumReplicasAvailable",
                        "Deployment has minimum availability.",
                        now)
                : set(
                        status,
                        AVAILABLE,
                        "False",
                        "MinimumReplicasUnavailable",
                        "Deployment does not have minimum availability.",
                        now);
        return withFailure(status, all, newSet, now);
    }

    private static DeploymentStatus withFailure(
            DeploymentStatus status, List<ReplicaSet> all, @Nullable ReplicaSet newSet, Instant now) {
        var failing = all.stream()
                .sorted((one, other) -> one == newSet ? -1 : other == newSet ? 1 : 0)
                .flatMap(set -> set.status().conditions().stream())
                .filter(condition ->
                        condition.type().equals(FAILURE) && condition.status().equals("True"))
                .findFirst();
        return failing.isPresent()
                ? set(
                        status,
                        FAILURE,
                        "True",
                        failing.get().reason(),
                        failing.get().message(),
                        now)
                : without(status, FAILURE);
    }

    /** The Deployment with a condition that says where its new set comes from: from then on its deadline runs. */
    static Deployment noted(Deployment deployment, ReplicaSet newSet, boolean created, Instant now) {
        if (!hasDeadline(deployment)
                || (!created && find(deployment.status(), PROGRESSING).isPresent())) {
            return deployment;
        }
        var reason = created ? "NewReplicaSetCreated" : "FoundNewReplicaSet";
        var message = (created ? "Created" : "Found") + " new replica set \"" + newSet.name() + "\"";
        return deployment.withStatus(status -> replace(status, PROGRESSING, "True", reason, message, now));
    }

    /** The Progressing condition after this pass. */
    static DeploymentStatus judge(
            Deployment deployment, DeploymentStatus status, @Nullable ReplicaSet newSet, Instant now) {
        if (!hasDeadline(deployment)) {
            return without(status, PROGRESSING);
        }
        var current = find(status, PROGRESSING);
        boolean complete =
                current.filter(condition -> condition.reason().equals(COMPLETE)).isPresent();
        if (!(status.replicas() == status.updatedReplicas() && complete)) {
            var name = newSet == null ? "Deployment \"" + deployment.name() : "ReplicaSet \"" + newSet.name();
            if (complete(deployment, status)) {
                status = set(status, PROGRESSING, "True", COMPLETE, name + "\" has successfully progressed.", now);
            } else if (progressing(deployment, status)) {
                status = renewed(status, "ReplicaSetUpdated", name + "\" is progressing.", now);
            } else if (timedOut(deployment, status, now)) {
                status = set(status, PROGRESSING, "False", TIMED_OUT, name + "\" has timed out progressing.", now);
            }
        }
        return status;
    }

    /** When to look again whether the deadline has passed; empty if nothing is awaited. */
    static Optional<Duration> deadline(Deployment deployment, DeploymentStatus status, Instant now) {
        var condition = find(status, PROGRESSING);
        if (!hasDeadline(deployment)
                || deployment.spec().paused()
                || complete(deployment, status)
                || condition.isEmpty()
                || condition.get().reason().equals(TIMED_OUT)
                || condition.get().reason().equals(COMPLETE)) {
            return Optional.empty();
        }
        var end = Timestamps.instantOrEpoch(condition.get().lastUpdateTime())
                .plusSeconds(deployment.spec().progressDeadlineSeconds());
        var left = Duration.between(now, end).plusSeconds(1);
        return Optional.of(left.isNegative() ? Duration.ofSeconds(1) : left);
    }

    static boolean hasDeadline(Deployment deployment) {
        return deployment.spec().hasProgressDeadlineSeconds()
                && deployment.spec().progressDeadlineSeconds() != Integer.MAX_VALUE;
    }

    static boolean complete(Deployment deployment, DeploymentStatus status) {
        int wanted = Sets.replicas(deployment);
        return status.updatedReplicas() == wanted
                && status.replicas() == wanted
                && status.availableReplicas() == wanted
                && status.observedGeneration() >= deployment.metadata().generation();
    }

    private static boolean progressing(Deployment deployment, DeploymentStatus status) {
        var before = deployment.status();
        return status.updatedReplicas() > before.updatedReplicas()
                || status.replicas() - status.updatedReplicas() < before.replicas() - before.updatedReplicas()
                || status.readyReplicas() > before.readyReplicas()
                || status.availableReplicas() > before.availableReplicas();
    }

    private static boolean timedOut(Deployment deployment, DeploymentStatus status, Instant now) {
        var condition = find(status, PROGRESSING);
        if (condition.isEmpty() || condition.get().reason().equals(COMPLETE)) {
            return false;
        }
        if (condition.get().reason().equals(TIMED_OUT)) {
            return true;
        }
        var since = Timestamps.instantOrEpoch(condition.get().lastUpdateTime());
        return since.plusSeconds(deployment.spec().progressDeadlineSeconds()).isBefore(now);
    }

    static Optional<DeploymentCondition> find(DeploymentStatus status, String type) {
        return status.conditions().stream()
                .filter(condition -> condition.type().equals(type))
                .findFirst();
    }

    /** Sets a condition; one that says the same already stays as it is, and its transition time moves only with its status. */
    static DeploymentStatus set(
            DeploymentStatus status, String type, String value, String reason, String message, Instant now) {
        var before = find(status, type);
        if (before.isPresent()
                && before.get().status().equals(value)
                && before.get().reason().equals(reason)) {
            return status;
        }
        return replace(status, type, value, reason, message, now);
    }

    /** The same, but the update time moves in any case: progress was seen. */
    private static DeploymentStatus renewed(DeploymentStatus status, String reason, String message, Instant now) {
        return replace(status, PROGRESSING, "True", reason, message, now);
    }

    private static DeploymentStatus replace(
            DeploymentStatus status, String type, String value, String reason, String message, Instant now) {
        var before = find(status, type);
        var since = before.filter(condition -> condition.status().equals(value))
                .map(DeploymentCondition::lastTransitionTime)
                .orElse(Timestamps.of(now));
        var conditions = new ArrayList<>(without(status, type).conditions());
        conditions.add(DeploymentCondition.EMPTY
                .withType(type)
                .withStatus(value)
                .withReason(reason)
                .withMessage(message)
                .withLastUpdateTime(Timestamps.of(now))
                .withLastTransitionTime(since));
        return status.withConditions(conditions);
    }

    static DeploymentStatus without(DeploymentStatus status, String type) {
        return status.withConditions(status.conditions().stream()
                .filter(condition -> !condition.type().equals(type))
                .toList());
    }
}
