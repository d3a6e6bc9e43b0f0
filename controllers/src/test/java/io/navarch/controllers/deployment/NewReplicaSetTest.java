package io.navarch.controllers.deployment;

import static io.navarch.controllers.deployment.DeploymentFixtures.deployment;
import static io.navarch.controllers.deployment.DeploymentFixtures.set;
import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.controllers.pods.TemplateHash;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NewReplicaSetTest {
    @Test
    void findsTheOldestSetOfTheTemplate() {
        var sets = List.of(set("v3", 3, 1, 1, 1), set("v2", 2, 1, 1, 1), set("v1", 1, 1, 1, 1));
        assertThat(NewReplicaSet.find(deployment(1, "1", "1"), sets)).contains(sets.get(1));
        assertThat(NewReplicaSet.find(deployment(1, "1", "1"), List.of(set("v1", 1, 1, 1, 1))))
                .isEmpty();
    }

    @Test
    void makesASetThatItsHashTellsApart() {
        var deployment = deployment(3, "1", "1")
                .withMetadata(meta -> meta.withAnnotations(Map.of(
                        "note", "x", "kubectl.kubernetes.io/last-applied-configuration", "{}", Sets.REVISION, "4")));
        var made = NewReplicaSet.make(deployment, List.of(set("v1", 1, 3, 3, 3)), 5);
        var hash = made.metadata().labels().get("pod-template-hash");
        assertThat(made.name()).isEqualTo("web-" + hash);
        assertThat(made.spec().selector().matchLabels())
                .containsEntry("pod-template-hash", hash)
                .containsEntry("app", "web");
        assertThat(made.spec().template().metadata().labels()).containsEntry("pod-template-hash", hash);
        assertThat(made.metadata().annotations())
                .containsEntry("note", "x")
                .containsEntry("deployment.kubernetes.io/revision", "5")
                .containsEntry("deployment.kubernetes.io/desired-replicas", "3")
                .containsEntry("deployment.kubernetes.io/max-replicas", "4")
                .doesNotContainKey("kubectl.kubernetes.io/last-applied-configuration");
        assertThat(made.spec().replicas()).isEqualTo(1);
        assertThat(made.metadata().ownerReferences().get(0).controller()).isTrue();
        assertThat(NewReplicaSet.find(deployment, List.of(made))).isPresent();
    }

    @Test
    void aCollisionChangesTheHash() {
        var template = deployment(1, "1", "1").spec().template();
        assertThat(TemplateHash.of(template, 0))
                .isEqualTo(TemplateHash.of(template, 0))
                .isNotEqualTo(TemplateHash.of(template, 1));
    }

    @Test
    void remembersTheRevisionsASetHadBefore() {
        var deployment = deployment(1, "1", "1");
        var again = NewReplicaSet.annotated(deployment, set("v2", 2, 1, 1, 1), 5);
        assertThat(again.metadata().annotations())
                .containsEntry("deployment.kubernetes.io/revision", "5")
                .containsEntry("deployment.kubernetes.io/revision-history", "2");
        assertThat(NewReplicaSet.annotated(deployment, again, 9).metadata().annotations())
                .containsEntry("deployment.kubernetes.io/revision-history", "2,5");
    }
}
