package io.navarch.scheduler;

import static io.navarch.scheduler.Clusters.cluster;
import static io.navarch.scheduler.Clusters.node;
import static io.navarch.scheduler.Clusters.pod;
import static io.navarch.scheduler.Clusters.run;
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

/** Spreading over domains, and pods that want each other near or away. */
class TopologyTest {
    private static final String ZONE = "topology.kubernetes.io/zone";
    private final NodeChoice choice = new NodeChoice(DefaultProfile.profile(), new Random(1));

    private static Node inZone(String name, String zone) {
        return node(name, "'" + ZONE + "':'" + zone + "'", "");
    }

    private static Pod web(String name, String more) {
        return pod(name, "'app':'web'", more + (more.isEmpty() ? "" : ",") + "'containers':[{'name':'c'}]");
    }

    private static String spread(int skew, String key, String when, String more) {
        return "'topologySpreadConstraints':[{'maxSkew':" + skew + ",'topologyKey':'" + key + "','whenUnsatisfiable':'"
                + when + "','labelSelector':{'matchLabels':{'app':'web'}}" + more + "}]";
    }

    private static String near(String sort, String key) {
        return "'affinity':{'" + sort + "':{'requiredDuringSchedulingIgnoredDuringExecution':[{'topologyKey':'" + key
                + "','labelSelector':{'matchLabels':{'app':'web'}}}]}}";
    }

    private String place(ClusterState cluster, Pod pod) {
        return switch (choice.choose(new PodState(pod), cluster)) {
            case Decision.Placed placed -> {
                run(cluster, pod, placed.node().name());
                yield placed.node().name();
            }
            case Decision.Unschedulable refused -> refused.message();
        };
    }

    @Test
    void spreadsEvenlyOverZones() {
        var cluster = cluster(inZone("a1", "a"), inZone("a2", "a"), inZone("b1", "b"));
        var counts = new int[2];
        for (int i = 0; i < 6; i++) {
            var where = place(cluster, web("p" + i, spread(1, ZONE, "DoNotSchedule", "")));
            counts[where.startsWith("a") ? 0 : 1]++;
            assertThat(Math.abs(counts[0] - counts[1])).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void saysThatItWouldBeUneven() {
        var cluster = cluster(inZone("a", "a"), node("b", "'" + ZONE + "':'b'", "'unschedulable':true"), node("c"));
        assertThat(place(cluster, web("p0", spread(1, ZONE, "DoNotSchedule", ""))))
                .isEqualTo("a");
        assertThat(place(cluster, web("p1", spread(1, ZONE, "DoNotSchedule", ""))))
                .isEqualTo(
                        "0/3 nodes are available: 1 node(s) didn't match pod topology spread constraints, 1 node(s) didn't match pod topology spread constraints (missing required label), 1 node(s) were unschedulable."
                                + " preemption: 0/3 nodes are available: 1 No preemption victims found for incoming pod, 2 Preemption is not helpful for scheduling.");
    }

    @Test
    void domainsThatThePodMayNotUseDoNotCount() {
        var cluster = cluster(inZone("a", "a"), inZone("b", "b"));
        var only = "'nodeSelector':{'kubernetes.io/hostname':'a'}," + spread(1, ZONE, "DoNotSchedule", "");
        assertThat(place(cluster, web("p0", only))).isEqualTo("a");
        assertThat(place(cluster, web("p1", only))).isEqualTo("a");
        assertThat(place(cluster, web("p2", spread(1, ZONE, "DoNotSchedule", ",'minDomains':3"))))
                .isEqualTo("b");
        assertThat(place(cluster, web("p3", spread(1, ZONE, "DoNotSchedule", ",'minDomains':3"))))
                .startsWith("0/2 nodes are available: 2 node(s) didn't match pod topology spread constraints.");
    }

    @Test
    void softConstraintsPrefer() {
        var cluster = cluster(node("a"), node("b"), node("c"));
        var used = new HashSet<String>();
        for (int i = 0; i < 3; i++) {
            used.add(place(cluster, web("p" + i, spread(1, "kubernetes.io/hostname", "ScheduleAnyway", ""))));
        }
        assertThat(used).hasSize(3);
    }

    @Test
    void podsThatWantEachOtherAwayGetNodesOfTheirOwn() {
        var cluster = cluster(node("a"), node("b"));
        var away = near("podAntiAffinity", "kubernetes.io/hostname");
        assertThat(Set.of(place(cluster, web("p0", away)), place(cluster, web("p1", away))))
                .hasSize(2);
        assertThat(place(cluster, web("p2", away)))
                .startsWith("0/2 nodes are available: 2 node(s) didn't match pod anti-affinity rules. ");
        assertThat(place(cluster, web("p3", "")))
                .startsWith("0/2 nodes are available: 2 node(s) didn't satisfy existing pods anti-affinity rules. ");
        cluster.removePod("p0");
        assertThat(place(cluster, web("p4", away))).isIn("a", "b");
    }

    @Test
    void theFirstOfThoseThatWantEachOtherNearIsLetIn() {
        var cluster = cluster(inZone("a1", "a"), inZone("b1", "b"), inZone("b2", "b"));
        var near = near("podAffinity", ZONE);
        var first = place(cluster, web("p0", near));
        for (int i = 1; i < 5; i++) {
            assertThat(place(cluster, web("p" + i, near)).charAt(0)).isEqualTo(first.charAt(0));
        }
        assertThat(place(cluster(node("a")), pod("other", "'app':'db'", near + ",'containers':[{'name':'c'}]")))
                .startsWith("0/1 nodes are available: 1 node(s) didn't match pod affinity rules. ");
    }

    @Test
    void countsFollowPodsAndLabels() {
        var cluster = cluster(inZone("a", "a"), inZone("b", "b"));
        var near = near("podAffinity", ZONE);
        run(cluster, web("there", ""), "a");
        assertThat(place(cluster, web("p0", near))).isEqualTo("a");
        cluster.removePod("there");
        cluster.removePod("p0");
        run(cluster, web("there", ""), "b");
        assertThat(place(cluster, web("p1", near))).isEqualTo("b");
        assertThat(place(cluster, web("no", "'nodeSelector':{'kubernetes.io/hostname':'a'}," + near)))
                .startsWith(
                        "0/2 nodes are available: 1 node(s) didn't match Pod's node affinity/selector, 1 node(s) didn't match pod affinity rules.");
        cluster.putNode(inZone("a", "b"));
        assertThat(place(cluster, web("p2", "'nodeSelector':{'kubernetes.io/hostname':'a'}," + near)))
                .isEqualTo("a");
    }

    @Test
    void wishesAreWeighed() {
        var cluster = cluster(node("a"), node("b"), node("c"));
        run(cluster, web("there", ""), "b");
        var wish =
                "'affinity':{'podAffinity':{'preferredDuringSchedulingIgnoredDuringExecution':[{'weight':100,'podAffinityTerm':{'topologyKey':'kubernetes.io/hostname','labelSelector':{'matchLabels':{'app':'web'}}}}]}}";
        assertThat(place(cluster, web("p0", wish))).isEqualTo("b");
    }
}
