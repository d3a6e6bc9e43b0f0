package io.navarch.controllers.daemon;

import static io.navarch.controllers.daemon.DaemonFixtures.byNode;
import static io.navarch.controllers.daemon.DaemonFixtures.node;
import static io.navarch.controllers.daemon.DaemonFixtures.pod;
import static io.navarch.controllers.daemon.DaemonFixtures.set;
import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.core.v1.Pod;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DaemonPlanTest {
    private static final Instant NOW = Instant.parse("2026-01-01T01:00:00Z");
    private static final String TAINT = "'taints':[{'key':'k','value':'v','effect':'%s'}]";

    @Test
    void wantsOnePodOnEachNodeThatSuits() {
        var nodes = List.of(
                node("a", ""),
                node(
                        "b",
                        "'unschedulable':true,'taints':[{'key':'node.kubernetes.io/unschedulable','effect':'NoSchedule'}]"),
                node("c", TAINT.formatted("NoSchedule")));
        var plan = DaemonPlan.of(set(), nodes, Map.of(), "h", NOW);
        assertThat(plan.create()).containsExactly("a", "b");
        assertThat(plan.delete()).isEmpty();
    }

    @Test
    void obeysNodeSelectorsAndAffinity() {
        assertThat(NodeFit.of(set("", "'nodeSelector':{'name':'a'}"), node("a", "")))
                .isEqualTo(new NodeFit(true, true));
        assertThat(NodeFit.of(set("", "'nodeSelector':{'name':'a'}"), node("b", "")))
                .isEqualTo(new NodeFit(false, false));
        assertThat(NodeFit.of(set("", "'nodeName':'a'"), node("b", ""))).isEqualTo(new NodeFit(false, false));
    }

    @Test
    void letsRunningPodsStayUnlessTheTaintDrivesOut() {
        assertThat(NodeFit.of(set(), node("a", TAINT.formatted("NoSchedule")))).isEqualTo(new NodeFit(false, true));
        assertThat(NodeFit.of(set(), node("a", TAINT.formatted("NoExecute")))).isEqualTo(new NodeFit(false, false));
        assertThat(NodeFit.of(
                        set("", "'tolerations':[{'operator':'Exists'}]"), node("a", TAINT.formatted("NoExecute"))))
                .isEqualTo(new NodeFit(true, true));
    }

    @Test
    void deletesWhereNoneBelongsAndAllButTheOldest() {
        var first = pod("first", "a", "h", true);
        var second = pod("second", "a", "h", true);
        var misplaced = pod("misplaced", "b", "h", true);
        var plan = DaemonPlan.of(
                set("", "'nodeSelector':{'name':'a'}"),
                List.of(node("a", ""), node("b", "")),
                byNode(second, first, misplaced),
                "h",
                NOW);
        assertThat(plan.delete()).containsExactly(second, misplaced);
        assertThat(plan.create()).isEmpty();
    }

    @Test
    void replacesWhatHasEnded() {
        var failed = pod("failed", "a", "h", false).withStatus(status -> status.withPhase("Failed"));
        var plan = DaemonPlan.of(set(), List.of(node("a", "")), byNode(failed), "h", NOW);
        assertThat(plan.finished()).containsExactly(failed);
        assertThat(plan.create()).isEmpty();
    }

    @Test
    void deletesUnscheduledPodsOfNodesThatAreGone() {
        Pod waiting = DaemonPods.make(set(), "gone", "h")
                .withMetadata(meta -> meta.withName("w").withUid("w"));
        var ran = pod("ran", "gone", "h", true);
        assertThat(DaemonPlan.of(set(), List.of(node("a", "")), byNode(waiting, ran), "h", NOW)
                        .delete())
                .containsExactly(waiting);
    }

    @Test
    void pinsPodsToTheirNodeAndMakesThemTough() {
        var made = DaemonPods.make(
                set(
                        "",
                        "'hostNetwork':true,'affinity':{'nodeAffinity':{'requiredDuringSchedulingIgnoredDuringExecution':"
                                + "{'nodeSelectorTerms':[{'matchExpressions':[{'key':'x','operator':'Exists'}]}]}}}"),
                "a",
                "h");
        assertThat(DaemonPods.nodeOf(made)).isEqualTo("a");
        assertThat(made.spec().nodeName()).isEmpty();
        var terms = made.spec()
                .affinity()
                .nodeAffinity()
                .requiredDuringSchedulingIgnoredDuringExecution()
                .nodeSelectorTerms();
        assertThat(terms).hasSize(1);
        assertThat(terms.get(0).matchExpressions()).hasSize(1);
        assertThat(made.spec().tolerations()).hasSize(7);
        assertThat(made.metadata().labels())
                .containsEntry("controller-revision-hash", "h")
                .containsEntry("pod-template-generation", "7");
    }

    @Test
    void countsForTheStatus() {
        var status = DaemonStatus.of(
                set(),
                List.of(node("a", ""), node("b", ""), node("c", ""), node("d", TAINT.formatted("NoSchedule"))),
                byNode(pod("1", "a", "h", true), pod("2", "b", "old", false), pod("3", "d", "h", true)),
                "h",
                NOW);
        assertThat(status.desiredNumberScheduled()).isEqualTo(3);
        assertThat(status.currentNumberScheduled()).isEqualTo(2);
        assertThat(status.numberMisscheduled()).isEqualTo(1);
        assertThat(status.numberReady()).isEqualTo(1);
        assertThat(status.numberAvailable()).isEqualTo(1);
        assertThat(status.numberUnavailable()).isEqualTo(2);
        assertThat(status.updatedNumberScheduled()).isEqualTo(1);
        assertThat(status.observedGeneration()).isEqualTo(3);
    }
}
