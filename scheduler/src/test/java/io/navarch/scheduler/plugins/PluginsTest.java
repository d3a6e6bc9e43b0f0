package io.navarch.scheduler.plugins;

import static io.navarch.scheduler.Clusters.cluster;
import static io.navarch.scheduler.Clusters.node;
import static io.navarch.scheduler.Clusters.pod;
import static io.navarch.scheduler.Clusters.requests;
import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.core.v1.ContainerImage;
import io.navarch.model.core.v1.Node;
import io.navarch.model.core.v1.NodeStatus;
import io.navarch.scheduler.Clusters;
import io.navarch.scheduler.framework.FilterPlugin;
import io.navarch.scheduler.framework.ScorePlugin;
import io.navarch.scheduler.framework.Verdict;
import io.navarch.scheduler.state.ClusterState;
import io.navarch.scheduler.state.PodState;
import java.util.List;
import org.junit.jupiter.api.Test;

class PluginsTest {
    private static boolean fits(FilterPlugin plugin, String podSpec, Node node) {
        var cluster = cluster(node);
        var filter = plugin.prepare(new PodState(pod("p", "", podSpec)), cluster);
        return filter.isEmpty() || filter.get().test(cluster.nodes().get(0)) == Verdict.FITS;
    }

    private static long score(ScorePlugin plugin, String podSpec, ClusterState cluster) {
        return plugin.prepare(new PodState(pod("p", "", podSpec)), cluster)
                .map(score -> score.score(cluster.nodes().get(0)))
                .orElse(-1L);
    }

    @Test
    void matchesNodesByTerms() {
        var node = node("a", "'zone':'x','size':'7'", "");
        var plugin = new NodeAffinityPlugin.Filter();
        assertThat(fits(plugin, affinity("{'key':'zone','operator':'In','values':['x','y']}"), node))
                .isTrue();
        assertThat(fits(plugin, affinity("{'key':'zone','operator':'NotIn','values':['x']}"), node))
                .isFalse();
        assertThat(fits(plugin, affinity("{'key':'none','operator':'NotIn','values':['x']}"), node))
                .isTrue();
        assertThat(fits(plugin, affinity("{'key':'none','operator':'Exists'}"), node))
                .isFalse();
        assertThat(fits(plugin, affinity("{'key':'none','operator':'DoesNotExist'}"), node))
                .isTrue();
        assertThat(fits(plugin, affinity("{'key':'size','operator':'Gt','values':['6']}"), node))
                .isTrue();
        assertThat(fits(plugin, affinity("{'key':'size','operator':'Lt','values':['6']}"), node))
                .isFalse();
        assertThat(fits(plugin, affinity("{'key':'zone','operator':'Gt','values':['6']}"), node))
                .isFalse();
        assertThat(fits(plugin, affinity(""), node)).isFalse();
    }

    private static String affinity(String expressions) {
        return "'affinity':{'nodeAffinity':{'requiredDuringSchedulingIgnoredDuringExecution':{'nodeSelectorTerms':["
                + "{'matchExpressions':[" + expressions + "]}]}}}";
    }

    @Test
    void toleratesTaints() {
        var node = node("a", "", "'taints':[{'key':'k','value':'v','effect':'NoSchedule'}]");
        var plugin = new TaintTolerationPlugin.Filter();
        assertThat(fits(plugin, "", node)).isFalse();
        assertThat(fits(plugin, "'tolerations':[{'key':'k','operator':'Exists'}]", node))
                .isTrue();
        assertThat(fits(plugin, "'tolerations':[{'key':'k','value':'v','effect':'NoSchedule'}]", node))
                .isTrue();
        assertThat(fits(plugin, "'tolerations':[{'key':'k','value':'w'}]", node))
                .isFalse();
        assertThat(fits(plugin, "'tolerations':[{'key':'k','operator':'Exists','effect':'NoExecute'}]", node))
                .isFalse();
        var cordoned = node("a", "", "'unschedulable':true");
        assertThat(fits(new NodeUnschedulablePlugin(), "'tolerations':[{'operator':'Exists'}]", cordoned))
                .isTrue();
    }

    @Test
    void addsUpRequestsAsUpstreamDoes() {
        var plugin = new NodeResourcesFitPlugin.Filter();
        // Init containers run one after the other, sidecars beside everything after them.
        var spec = "'initContainers':[{'name':'i','resources':{'requests':{'cpu':'%s'}}},"
                + "{'name':'s','restartPolicy':'Always','resources':{'requests':{'cpu':'500m'}}},"
                + "{'name':'j','resources':{'requests':{'cpu':'%s'}}}]," + requests("1", "1Gi");
        assertThat(fits(plugin, spec.formatted("2", "1500m"), node("a"))).isTrue();
        assertThat(fits(plugin, spec.formatted("2100m", "1"), node("a"))).isFalse();
        assertThat(fits(plugin, spec.formatted("1", "1600m"), node("a"))).isFalse();
        assertThat(fits(plugin, "'overhead':{'cpu':'1500m'}," + requests("1", "1Gi"), node("a")))
                .isFalse();
        assertThat(fits(
                        plugin,
                        "'containers':[{'name':'c','resources':{'requests':{'example.com/gpu':'1'}}}]",
                        node("a")))
                .isFalse();
    }

    @Test
    void knowsWhetherPreemptionCouldHelp() {
        var plugin = new NodeResourcesFitPlugin.Filter();
        var cluster = cluster(node("a"));
        Clusters.run(cluster, pod("q", "", requests("2", "1Gi")), "a");
        var small = plugin.prepare(new PodState(pod("p", "", requests("1", "1Gi"))), cluster)
                .orElseThrow();
        assertThat(small.test(cluster.nodes().get(0))).isEqualTo(Verdict.refused("Insufficient cpu"));
        var large = plugin.prepare(new PodState(pod("p", "", requests("3", "1Gi"))), cluster)
                .orElseThrow();
        assertThat(large.test(cluster.nodes().get(0))).isEqualTo(Verdict.unresolvable("Insufficient cpu"));
    }

    @Test
    void portsOfSidecarsAreTakenToo() {
        var cluster = cluster(node("a"));
        Clusters.run(
                cluster,
                pod(
                        "q",
                        "",
                        "'initContainers':[{'name':'s','restartPolicy':'Always','ports':[{'hostPort':80,'hostIP':'10.0.0.1'}]}]"),
                "a");
        var plugin = new NodePortsPlugin();
        var any = plugin.prepare(new PodState(pod("p", "", "'containers':[{'ports':[{'hostPort':80}]}]")), cluster);
        assertThat(any.orElseThrow().test(cluster.nodes().get(0))).isNotEqualTo(Verdict.FITS);
        var other = plugin.prepare(
                new PodState(pod("p", "", "'containers':[{'ports':[{'hostPort':80,'hostIP':'10.0.0.2'}]}]")), cluster);
        assertThat(other.orElseThrow().test(cluster.nodes().get(0))).isEqualTo(Verdict.FITS);
    }

    @Test
    void scoresWhatIsLeft() {
        var cluster = cluster(node("a"));
        // Half of the CPU and a quarter of the memory.
        assertThat(score(new NodeResourcesFitPlugin.Score(), requests("1", "1Gi"), cluster))
                .isEqualTo((50 + 75) / 2);
        assertThat(score(new BalancedAllocationPlugin(), requests("1", "1Gi"), cluster))
                .isEqualTo(87);
        assertThat(score(new BalancedAllocationPlugin(), requests("1", "2Gi"), cluster))
                .isEqualTo(100);
    }

    @Test
    void scoresImagesThatAreThere() {
        var image = ContainerImage.EMPTY.withNames(List.of("hello:1")).withSizeBytes(523L << 20);
        var node = node("a").withStatus((NodeStatus status) -> status.withImages(List.of(image)));
        var there = cluster(node);
        assertThat(score(new ImageLocalityPlugin(), "'containers':[{'image':'hello:1'}]", there))
                .isEqualTo(51);
        var spread = cluster(node, node("b"));
        assertThat(score(new ImageLocalityPlugin(), "'containers':[{'image':'hello:1'}]", spread))
                .isEqualTo(24);
    }

    @Test
    void scalesScores() {
        var scores = new long[] {0, 5, 10};
        ScorePlugin.scale(scores, false);
        assertThat(scores).containsExactly(0, 50, 100);
        ScorePlugin.scale(scores, true);
        assertThat(scores).containsExactly(100, 50, 0);
        var none = new long[] {0, 0};
        ScorePlugin.scale(none, true);
        assertThat(none).containsExactly(100, 100);
    }

    @Test
    void theStateFollowsPodsAndNodes() {
        var cluster = cluster();
        Clusters.run(cluster, pod("early", "", requests("1", "1Gi")), "a");
        cluster.putNode(node("a"));
        assertThat(cluster.nodes().get(0).requested().milliCpu()).isEqualTo(1000);
        var assumed = new PodState(pod("new", "", requests("500m", "1Gi")));
        cluster.putPod(assumed, "a");
        assertThat(cluster.forgetAssumed("early")).isFalse();
        assertThat(cluster.forgetAssumed("new")).isTrue();
        assertThat(cluster.forgetAssumed("new")).isFalse();
        assertThat(cluster.nodes().get(0).requested().milliCpu()).isEqualTo(1000);
        cluster.removeNode("a");
        assertThat(cluster.nodes()).isEmpty();
        cluster.putNode(node("a"));
        assertThat(cluster.nodes().get(0).pods()).hasSize(1);
    }
}
