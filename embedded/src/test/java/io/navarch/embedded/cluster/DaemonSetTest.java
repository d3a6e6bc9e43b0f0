package io.navarch.embedded.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.client.ListOptions;
import io.navarch.model.apps.v1.ControllerRevision;
import io.navarch.model.apps.v1.DaemonSet;
import io.navarch.model.core.v1.Node;
import io.navarch.model.core.v1.Pod;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** DaemonSets on a cluster with simulated nodes. */
class DaemonSetTest {
    private ManualCluster cluster;

    @BeforeEach
    void start() throws InterruptedException {
        cluster = new ManualCluster(3);
        cluster.create(DaemonSet.KIND, """
                {'metadata':{'name':'agent'},'spec':{'selector':{'matchLabels':{'app':'agent'}},
                  'template':{'metadata':{'labels':{'app':'agent'}},'spec':{'containers':[{'name':'c','image':'agent:1'}]}}}}""");
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private List<Pod> pods() {
        return cluster.of(Pod.KIND)
                .list(ListOptions.ALL.withLabels("app=agent"))
                .items();
    }

    private void awaitAvailable(int count) throws InterruptedException {
        cluster.until(() -> {
            var status = cluster.of(DaemonSet.KIND).get("agent").status();
            assertThat(status.numberAvailable()).isEqualTo(count);
            assertThat(status.desiredNumberScheduled()).isEqualTo(count);
            assertThat(status.updatedNumberScheduled()).isEqualTo(count);
        });
    }

    @Test
    void runsOnePodOnEachNodeAndRollsThem() throws InterruptedException {
        awaitAvailable(3);
        assertThat(pods())
                .extracting(pod -> pod.spec().nodeName())
                .containsExactlyInAnyOrder("node-1", "node-2", "node-3");
        cluster.of(DaemonSet.KIND)
                .change(
                        "agent",
                        set -> set.withSpec(
                                spec -> spec.withTemplate(template -> template.withSpec(pod -> pod.withContainers(
                                        List.of(pod.containers().get(0).withImage("agent:2")))))));
        cluster.until(() -> assertThat(pods())
                .hasSize(3)
                .allMatch(pod -> pod.spec().containers().get(0).image().equals("agent:2")));
        awaitAvailable(3);
        assertThat(cluster.of(ControllerRevision.KIND).list(ListOptions.ALL).items())
                .hasSize(2);
    }

    @Test
    void followsTheLabelsOfNodes() throws InterruptedException {
        awaitAvailable(3);
        cluster.of(DaemonSet.KIND)
                .change(
                        "agent",
                        set -> set.withSpec(spec -> spec.withTemplate(template ->
                                template.withSpec(pod -> pod.withNodeSelector(java.util.Map.of("disk", "ssd"))))));
        cluster.until(() -> assertThat(pods()).isEmpty());
        cluster.of(Node.KIND).change("node-2", node -> {
            var labels = new java.util.HashMap<>(node.metadata().labels());
            labels.put("disk", "ssd");
            return node.withMetadata(meta -> meta.withLabels(labels));
        });
        awaitAvailable(1);
        assertThat(pods())
                .singleElement()
                .satisfies(pod -> assertThat(pod.spec().nodeName()).isEqualTo("node-2"));
    }
}
