package io.navarch.scheduler;

import static io.navarch.scheduler.Clusters.cluster;
import static io.navarch.scheduler.Clusters.node;
import static io.navarch.scheduler.Clusters.pod;
import static io.navarch.scheduler.Clusters.requests;
import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.core.v1.Node;
import io.navarch.model.core.v1.Pod;
import io.navarch.scheduler.plugins.DefaultProfile;
import io.navarch.scheduler.state.ClusterState;
import io.navarch.scheduler.state.PodState;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NodeChoiceTest {
    private final NodeChoice choice = new NodeChoice(DefaultProfile.profile(), new Random(1));

    private Decision choose(Pod pod, ClusterState cluster) {
        return choice.choose(new PodState(pod), cluster);
    }

    private String refusal(Pod pod, Node... nodes) {
        return refusal(pod, cluster(nodes));
    }

    private String refusal(Pod pod, ClusterState cluster) {
        return ((Decision.Unschedulable) choose(pod, cluster)).message();
    }

    private String placed(Pod pod, ClusterState cluster) {
        return ((Decision.Placed) choose(pod, cluster)).node().name();
    }

    @Test
    void saysWhenThereIsNoNode() {
        assertThat(refusal(pod("p", "", ""))).isEqualTo("no nodes available to schedule pods");
    }

    @Test
    void countsReasonsInUpstreamsWords() {
        assertThat(refusal(
                        pod("p", "", requests("3", "1Gi")),
                        node("a"),
                        node("b", "", "'unschedulable':true"),
                        node("c", "", "'taints':[{'key':'k','value':'v','effect':'NoSchedule'}]")))
                .isEqualTo(
                        "0/3 nodes are available: 1 Insufficient cpu, 1 node(s) had untolerated taint(s), 1 node(s) were"
                                + " unschedulable. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.");
    }

    @Test
    void countsEachReasonOfANode() {
        assertThat(refusal(pod("p", "", requests("3", "8Gi")), node("a")))
                .startsWith("0/1 nodes are available: 1 Insufficient cpu, 1 Insufficient memory. ");
    }

    @Test
    void saysThatThereIsNobodyToPreempt() {
        var cluster = cluster(node("a"), node("b"));
        Clusters.run(cluster, pod("big", "", requests("2", "1Gi")), "a");
        Clusters.run(cluster, pod("large", "", requests("2", "1Gi")), "b");
        assertThat(refusal(pod("p", "", requests("1", "1Gi")), cluster))
                .isEqualTo(
                        "0/2 nodes are available: 2 Insufficient cpu. preemption: 0/2 nodes are available: 2 No preemption"
                                + " victims found for incoming pod.");
        assertThat(refusal(pod("p", "", "'preemptionPolicy':'Never'," + requests("1", "1Gi")), cluster))
                .isEqualTo("0/2 nodes are available: 2 Insufficient cpu. preemption: not eligible due to"
                        + " preemptionPolicy=Never.");
    }

    @Test
    void refusesByEachOfTheOtherPlugins() {
        assertThat(refusal(pod("p", "", "'nodeSelector':{'disk':'ssd'}"), node("a")))
                .startsWith("0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector. ");
        var port = "'containers':[{'name':'c','ports':[{'containerPort':80,'hostPort':80}]}]";
        var cluster = cluster(node("a"));
        Clusters.run(cluster, pod("q", "", port), "a");
        assertThat(refusal(pod("p", "", port), cluster))
                .startsWith("0/1 nodes are available: 1 node(s) didn't have free ports for the requested pod ports. ");
        for (int i = 0; i < 10; i++) {
            Clusters.run(cluster, pod("x" + i, "", ""), "a");
        }
        assertThat(refusal(pod("p", "", ""), cluster)).startsWith("0/1 nodes are available: 1 Too many pods. ");
    }

    @Test
    void namesThePluginThatPinsAPodElsewhere() {
        var pinned = """
                'affinity':{'nodeAffinity':{'requiredDuringSchedulingIgnoredDuringExecution':{'nodeSelectorTerms':[
                  {'matchFields':[{'key':'metadata.name','operator':'In','values':['b']}]}]}}}""";
        assertThat(placed(pod("p", "", pinned), cluster(node("a"), node("b")))).isEqualTo("b");
        assertThat(refusal(pod("p", "", pinned), node("a"), node("b", "", "'unschedulable':true")))
                .startsWith("0/2 nodes are available: 1 node(s) didn't satisfy plugin(s) [NodeAffinity], 1 node(s) were"
                        + " unschedulable. ");
    }

    @Test
    void remembersWhoRefused() {
        var decision =
                choose(pod("p", "", requests("3", "1Gi")), cluster(node("a"), node("b", "", "'unschedulable':true")));
        assertThat(((Decision.Unschedulable) decision).refusedBy())
                .isEqualTo(Set.of("NodeResourcesFit", "NodeUnschedulable"));
    }

    @Test
    void prefersTheNodeWithMoreLeft() {
        var cluster = cluster(node("a"), node("b"));
        Clusters.run(cluster, pod("q", "", requests("1", "2Gi")), "a");
        assertThat(placed(pod("p", "", requests("500m", "1Gi")), cluster)).isEqualTo("b");
    }

    @Test
    void prefersWhatThePodPrefers() {
        var spec = """
                'affinity':{'nodeAffinity':{'preferredDuringSchedulingIgnoredDuringExecution':[
                  {'weight':50,'preference':{'matchExpressions':[{'key':'disk','operator':'In','values':['ssd']}]}}]}}""";
        var cluster = cluster(node("a"), node("b", "'disk':'ssd'", ""), node("c"));
        assertThat(placed(pod("p", "", spec), cluster)).isEqualTo("b");
    }

    @Test
    void avoidsSoftTaints() {
        var cluster = cluster(node("a", "", "'taints':[{'key':'k','effect':'PreferNoSchedule'}]"), node("b"));
        assertThat(placed(pod("p", "", ""), cluster)).isEqualTo("b");
    }

    @Test
    void takesAnyOfTheBest() {
        var chosen = new HashSet<String>();
        for (int i = 0; i < 50; i++) {
            chosen.add(placed(pod("p", "", ""), cluster(node("a"), node("b"), node("c"))));
        }
        assertThat(chosen).containsExactlyInAnyOrder("a", "b", "c");
    }

    @Test
    void searchesLargeClustersInParts() {
        var cluster = new ClusterState();
        for (int i = 0; i < 1000; i++) {
            cluster.putNode(node("n" + i));
        }
        var chosen = new HashSet<String>();
        for (int i = 0; i < 100; i++) {
            chosen.add(placed(pod("p", "", ""), cluster));
        }
        // 42 % of the nodes are looked at each time, and the next search goes on behind them.
        assertThat(chosen).anyMatch(name -> Integer.parseInt(name.substring(1)) > 500);
    }
}
