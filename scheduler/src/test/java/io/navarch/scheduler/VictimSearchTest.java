package io.navarch.scheduler;

import static io.navarch.scheduler.Clusters.cluster;
import static io.navarch.scheduler.Clusters.node;
import static io.navarch.scheduler.Clusters.pod;
import static io.navarch.scheduler.Clusters.requests;
import static io.navarch.scheduler.Clusters.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.core.v1.Pod;
import io.navarch.model.policy.v1.PodDisruptionBudget;
import io.navarch.scheduler.plugins.DefaultProfile;
import io.navarch.scheduler.preemption.VictimSearch;
import io.navarch.scheduler.state.ClusterState;
import io.navarch.scheduler.state.PodState;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VictimSearchTest {
    private final NodeChoice choice = new NodeChoice(DefaultProfile.profile(), new Random(1));

    private static Pod pod(String name, int priority, String cpu) {
        return Clusters.pod(name, "'app':'" + name + "'", "'priority':" + priority + "," + requests(cpu, "1Mi"));
    }

    private String found(ClusterState cluster, Pod wanted, PodDisruptionBudget... budgets) {
        var state = new PodState(wanted);
        var refused = (Decision.Unschedulable) choice.choose(state, cluster);
        var search = new VictimSearch(List.of(budgets), (pod, node) -> choice.fits(pod, node, cluster));
        return search.search(state, refused.candidates(), cluster)
                .map(nomination -> nomination.node().name() + " "
                        + nomination.victims().stream().map(PodState::uid).toList())
                .orElse("nobody");
    }

    @Test
    void sparesWhoeverMayStay() {
        var cluster = cluster(node("a"));
        run(cluster, pod("low", 1, "500m"), "a");
        run(cluster, pod("lower", 0, "1"), "a");
        run(cluster, pod("high", 50, "500m"), "a");
        assertThat(found(cluster, pod("new", 10, "500m"))).isEqualTo("a [lower]");
        assertThat(found(cluster, pod("new", 10, "1500m"))).isEqualTo("a [low, lower]");
        assertThat(found(cluster, pod("new", 10, "1800m"))).isEqualTo("nobody");
        assertThat(cluster.nodes().get(0).pods()).hasSize(3);
    }

    @Test
    void takesTheNodeWithTheLeastHarm() {
        var cluster = cluster(node("a"), node("b"), node("c"));
        run(cluster, pod("middle", 5, "2"), "a");
        run(cluster, pod("low1", 1, "1"), "b");
        run(cluster, pod("low2", 1, "1"), "b");
        run(cluster, pod("low3", 1, "2"), "c");
        assertThat(found(cluster, pod("new", 10, "2"))).isEqualTo("c [low3]");
    }

    @Test
    void budgetsAreKeptIfThereIsAChoice() {
        var cluster = cluster(node("a"), node("b"));
        run(cluster, pod("guarded", 1, "2"), "a");
        run(cluster, pod("free", 5, "2"), "b");
        var budget = PodDisruptionBudget.KIND.read(
                "{\"metadata\":{\"name\":\"g\",\"namespace\":\"n\"},\"spec\":{\"selector\":{\"matchLabels\":{\"app\":\"guarded\"}}},\"status\":{\"disruptionsAllowed\":0}}"
                        .getBytes(StandardCharsets.UTF_8));
        assertThat(found(cluster, pod("new", 10, "2"), budget)).isEqualTo("b [free]");
        assertThat(found(cluster, pod("new", 10, "2"))).isEqualTo("a [guarded]");
    }

    @Test
    void roomThatIsPromisedIsNotGivenAway() {
        var cluster = cluster(node("a"));
        var awaited = new PodState(pod("awaited", 10, "2"));
        cluster.nominate(awaited, "a");
        assertThat(choice.choose(new PodState(pod("other", 5, "1")), cluster))
                .isInstanceOf(Decision.Unschedulable.class);
        assertThat(choice.choose(new PodState(pod("vip", 20, "1")), cluster)).isInstanceOf(Decision.Placed.class);
        assertThat(choice.choose(awaited, cluster)).isInstanceOf(Decision.Placed.class);
    }
}
