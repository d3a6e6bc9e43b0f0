package io.navarch.controllers.statefulset;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.controllers.Json;
import io.navarch.model.apps.v1.StatefulSet;
import io.navarch.model.core.v1.Pod;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatefulPlanTest {
    private static final Instant NOW = Instant.parse("2026-01-01T01:00:00Z");

    private static StatefulSet set(int replicas, String more) {
        return Json.read(StatefulSet.KIND, """
                {'metadata':{'name':'db','namespace':'n','uid':'s','generation':2},
                 'spec':{'replicas':%d,'serviceName':'db','selector':{'matchLabels':{'app':'db'}},%s
                   'template':{'metadata':{'labels':{'app':'db'}},'spec':{'containers':[{'name':'c','image':'i'}],
                      'volumes':[{'name':'data','emptyDir':{}},{'name':'tmp','emptyDir':{}}]}},
                   'volumeClaimTemplates':[{'metadata':{'name':'data'},'spec':{'accessModes':['ReadWriteOnce']}}]}}""", replicas, more);
    }

    private static Pod pod(int ordinal, String revision, String phase, boolean ready) {
        return Json.read(Pod.KIND, """
                {'metadata':{'name':'db-%1$d','uid':'db-%1$d','labels':{'app':'db','controller-revision-hash':'%2$s'}},
                 'status':{'phase':'%3$s','conditions':[{'type':'Ready','status':'%4$s','lastTransitionTime':'2026-01-01T00:59:50Z'}]}}""", ordinal, revision, phase, ready ? "True" : "False");
    }

    private static Pod ready(int ordinal, String revision) {
        return pod(ordinal, revision, "Running", true);
    }

    private static Pod terminating(Pod pod) {
        return pod.withMetadata(meta -> meta.withDeletionTimestamp("2026-01-01T00:00:00Z"));
    }

    private static List<String> steps(StatefulSet set, int currentReplicas, Pod... pods) {
        return StatefulPlan.of(set, List.of(pods), currentReplicas, true, "new", NOW).steps().stream()
                .map(step -> switch (step) {
                    case StatefulPlan.Step.Create create ->
                        "create " + create.ordinal() + (create.update() ? " new" : " old");
                    case StatefulPlan.Step.Claims claims -> "claims " + claims.ordinal();
                    case StatefulPlan.Step.Delete delete ->
                        "delete " + delete.pod().name();
                    case StatefulPlan.Step.Recreate recreate ->
                        "recreate " + recreate.pod().name();
                })
                .toList();
    }

    @Test
    void makesOnePodAfterTheOther() {
        var set = set(3, "");
        assertThat(steps(set, 0)).containsExactly("create 0 new");
        assertThat(steps(set, 1, pod(0, "new", "Pending", false))).containsExactly("claims 0");
        assertThat(steps(set, 1, pod(0, "new", "Running", false))).isEmpty();
        assertThat(steps(set, 1, ready(0, "new"))).containsExactly("create 1 new");
        assertThat(steps(set, 1, terminating(ready(0, "new")))).isEmpty();
        assertThat(steps(set(3, "'minReadySeconds':30,"), 1, ready(0, "new"))).isEmpty();
    }

    @Test
    void makesThemAllAtOnceInParallel() {
        assertThat(steps(set(3, "'podManagementPolicy':'Parallel',"), 0))
                .containsExactly("create 0 new", "create 1 new", "create 2 new");
    }

    @Test
    void countsFromTheFirstOrdinal() {
        assertThat(steps(set(2, "'ordinals':{'start':5},"), 0, ready(5, "new"), ready(0, "new")))
                .containsExactly("create 6 new");
    }

    @Test
    void shrinksFromTheHighestOrdinal() {
        assertThat(steps(set(1, ""), 0, ready(0, "new"), ready(1, "new"), ready(2, "new")))
                .containsExactly("delete db-2");
        assertThat(steps(set(1, ""), 0, ready(0, "new"), ready(1, "new"), terminating(ready(2, "new"))))
                .isEmpty();
        assertThat(steps(
                        set(1, "'podManagementPolicy':'Parallel',"),
                        0,
                        ready(0, "new"),
                        ready(1, "new"),
                        ready(2, "new")))
                .containsExactly("delete db-2", "delete db-1");
        // A replica that is not well holds the shrinking up.
        assertThat(steps(set(1, ""), 0, pod(0, "new", "Running", false), ready(1, "new")))
                .isEmpty();
    }

    @Test
    void updatesFromTheHighestOrdinalAndWaits() {
        var set = set(3, "");
        assertThat(steps(set, 3, ready(0, "old"), ready(1, "old"), ready(2, "old")))
                .containsExactly("delete db-2");
        assertThat(steps(set, 2, ready(0, "old"), ready(1, "old"))).containsExactly("create 2 new");
        assertThat(steps(set, 2, ready(0, "old"), ready(1, "old"), pod(2, "new", "Running", false)))
                .isEmpty();
        assertThat(steps(set, 2, ready(0, "old"), ready(1, "old"), ready(2, "new")))
                .containsExactly("delete db-1");
        // A pod that died meanwhile comes back as what it was.
        assertThat(steps(set, 2, ready(1, "old"), ready(2, "new"))).containsExactly("create 0 old");
    }

    @Test
    void leavesThoseBelowThePartitionAlone() {
        var set = set(3, "'updateStrategy':{'type':'RollingUpdate','rollingUpdate':{'partition':2}},");
        assertThat(steps(set, 3, ready(0, "old"), ready(1, "old"), ready(2, "old")))
                .containsExactly("delete db-2");
        assertThat(steps(set, 2, ready(0, "old"), ready(1, "old"), ready(2, "new")))
                .isEmpty();
        assertThat(steps(set, 2, ready(0, "old"), ready(2, "new"))).containsExactly("create 1 old");
    }

    @Test
    void updatesSeveralIfAllowed() {
        var set = set(3, "'updateStrategy':{'type':'RollingUpdate','rollingUpdate':{'maxUnavailable':2}},");
        assertThat(steps(set, 3, ready(0, "old"), ready(1, "old"), ready(2, "old")))
                .containsExactly("delete db-2", "delete db-1");
    }

    @Test
    void leavesOnDeleteToTheUser() {
        var set = set(1, "'updateStrategy':{'type':'OnDelete'},");
        assertThat(StatefulPlan.of(set, List.of(ready(0, "old")), 0, false, "new", NOW)
                        .steps())
                .isEmpty();
    }

    @Test
    void replacesPodsThatHaveEnded() {
        assertThat(steps(set(2, ""), 2, pod(0, "new", "Failed", false), ready(1, "new")))
                .containsExactly("recreate db-0");
        assertThat(steps(set(2, ""), 2, terminating(pod(0, "new", "Failed", false)), ready(1, "new")))
                .isEmpty();
    }

    @Test
    void aSetThatGoesDoesNothing() {
        var going = set(2, "").withMetadata(meta -> meta.withDeletionTimestamp("2026-01-01T00:00:00Z"));
        assertThat(steps(going, 0)).isEmpty();
    }

    @Test
    void givesPodsNameHostnameAndClaims() {
        var set = set(1, "'persistentVolumeClaimRetentionPolicy':{'whenDeleted':'Delete'},");
        var made = StatefulPods.make(set, set.spec().template(), "db-abc", 4);
        assertThat(made.name()).isEqualTo("db-4");
        assertThat(made.metadata().hasGenerateName()).isFalse();
        assertThat(made.spec().hostname()).isEqualTo("db-4");
        assertThat(made.spec().subdomain()).isEqualTo("db");
        assertThat(made.metadata().labels())
                .containsEntry("statefulset.kubernetes.io/pod-name", "db-4")
                .containsEntry("apps.kubernetes.io/pod-index", "4")
                .containsEntry("controller-revision-hash", "db-abc");
        assertThat(made.spec().volumes()).hasSize(2);
        assertThat(made.spec().volumes().get(0).persistentVolumeClaim().claimName())
                .isEqualTo("data-db-4");
        var claim = StatefulPods.claims(set, 4).get(0);
        assertThat(claim.name()).isEqualTo("data-db-4");
        assertThat(claim.metadata().labels()).containsEntry("app", "db");
        assertThat(claim.metadata().ownerReferences()).hasSize(1);
        assertThat(StatefulPods.ordinal(set, made)).isEqualTo(4);
        assertThat(StatefulPods.ordinal(set, made.withMetadata(meta -> meta.withName("db-x"))))
                .isEqualTo(-1);
    }

    @Test
    void countsAndCompletesTheUpdate() {
        var half = StatefulStatus.of(set(2, ""), List.of(ready(0, "old"), ready(1, "new")), "old", "new", NOW);
        assertThat(half.currentReplicas()).isEqualTo(1);
        assertThat(half.updatedReplicas()).isEqualTo(1);
        assertThat(half.readyReplicas()).isEqualTo(2);
        assertThat(half.currentRevision()).isEqualTo("old");
        assertThat(half.observedGeneration()).isEqualTo(2);
        var done = StatefulStatus.of(set(2, ""), List.of(ready(0, "new"), ready(1, "new")), "old", "new", NOW);
        assertThat(done.currentRevision()).isEqualTo("new");
        assertThat(done.currentReplicas()).isEqualTo(2);
        var slow = StatefulStatus.of(set(2, "'minReadySeconds':30,"), List.of(ready(0, "new")), "new", "new", NOW);
        assertThat(slow.readyReplicas()).isEqualTo(1);
        assertThat(slow.availableReplicas()).isZero();
    }
}
