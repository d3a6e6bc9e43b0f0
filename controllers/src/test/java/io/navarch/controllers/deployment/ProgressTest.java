package io.navarch.controllers.deployment;

import static io.navarch.controllers.deployment.DeploymentFixtures.deployment;
import static io.navarch.controllers.deployment.DeploymentFixtures.set;
import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.apps.v1.Deployment;
import io.navarch.model.apps.v1.DeploymentStatus;
import io.navarch.model.apps.v1.ReplicaSet;
import io.navarch.model.apps.v1.ReplicaSetCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private static final Instant NOW = Instant.parse("2026-01-01T10:00:00Z");

    private static DeploymentStatus pass(Deployment deployment, ReplicaSet fresh, Instant now, ReplicaSet... old) {
        var all = new java.util.ArrayList<>(List.of(old));
        all.add(fresh);
        return Progress.judge(deployment, Progress.count(deployment, all, fresh, now), fresh, now);
    }

    private static String condition(DeploymentStatus status, String type) {
        return Progress.find(status, type)
                .map(c -> c.status() + " " + c.reason() + ": " + c.message())
                .orElse("none");
    }

    @Test
    void countsPodsOfAllSets() {
        var status = pass(deployment(3, "1", "1"), set("v2", 2, 2, 2, 1), NOW, set("v1", 1, 2, 2, 2));
        assertThat(status.replicas()).isEqualTo(4);
        assertThat(status.updatedReplicas()).isEqualTo(2);
        assertThat(status.availableReplicas()).isEqualTo(3);
        assertThat(status.unavailableReplicas()).isEqualTo(1);
        assertThat(status.observedGeneration()).isEqualTo(1);
        assertThat(condition(status, "Available"))
                .isEqualTo("True MinimumReplicasAvailable: Deployment has minimum availability.");
        assertThat(condition(status, "Progressing"))
                .isEqualTo("True ReplicaSetUpdated: ReplicaSet \"v2\" is progressing.");
    }

    @Test
    void saysThatTooFewAreAvailable() {
        var status = pass(deployment(3, "1", "1"), set("v2", 2, 3, 3, 1), NOW);
        assertThat(condition(status, "Available"))
                .isEqualTo("False MinimumReplicasUnavailable: Deployment does not have minimum availability.");
    }

    @Test
    void isCompleteWhenAllAreNewAndAvailable() {
        var status = pass(deployment(3, "1", "1"), set("v2", 2, 3, 3, 3), NOW);
        assertThat(condition(status, "Progressing"))
                .isEqualTo("True NewReplicaSetAvailable: ReplicaSet \"v2\" has successfully progressed.");
        assertThat(Progress.deadline(deployment(3, "1", "1"), status, NOW)).isEmpty();
    }

    @Test
    void theDeadlineRunsFromTheNewSetOn() {
        var fresh = set("v2", 2, 3, 0, 0);
        var deployment = Progress.noted(deployment(3, "1", "1"), fresh, true, NOW);
        assertThat(condition(deployment.status(), "Progressing"))
                .isEqualTo("True NewReplicaSetCreated: Created new replica set \"v2\"");
        var status = pass(deployment, fresh, NOW);
        assertThat(Progress.deadline(deployment, status, NOW)).contains(Duration.ofSeconds(601));
        var later = pass(deployment.withStatus(status), fresh, NOW.plusSeconds(601));
        assertThat(condition(later, "Progressing"))
                .isEqualTo("False ProgressDeadlineExceeded: ReplicaSet \"v2\" has timed out progressing.");
        assertThat(Progress.find(later, "Progressing").orElseThrow().lastTransitionTime())
                .isEqualTo("2026-01-01T10:10:01Z");
    }

    @Test
    void notesANewSetOfAnEarlierRolloutAnew() {
        var complete = deployment(3, "1", "1").withStatus(pass(deployment(3, "1", "1"), set("v2", 2, 3, 3, 3), NOW));
        var noted = Progress.noted(complete, set("v3", 3, 1, 0, 0), true, NOW.plusSeconds(9));
        assertThat(condition(noted.status(), "Progressing")).contains("NewReplicaSetCreated");
        assertThat(Progress.noted(complete, set("v2", 2, 3, 3, 3), false, NOW)).isSameAs(complete);
    }

    @Test
    void handsOnWhatKeepsASetFromMakingPods() {
        var failing = set("v2", 2, 3, 1, 1)
                .withStatus(status -> status.withConditions(List.of(ReplicaSetCondition.EMPTY
                        .withType("ReplicaFailure")
                        .withStatus("True")
                        .withReason("FailedCreate")
                        .withMessage("exceeded quota"))));
        var status = pass(deployment(3, "1", "1"), failing, NOW);
        assertThat(condition(status, "ReplicaFailure")).isEqualTo("True FailedCreate: exceeded quota");
        var mended = pass(deployment(3, "1", "1").withStatus(status), set("v2", 2, 3, 3, 3), NOW);
        assertThat(condition(mended, "ReplicaFailure")).isEqualTo("none");
    }
}
