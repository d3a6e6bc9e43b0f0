package io.navarch.embedded.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.client.KubeClient;
import io.navarch.embedded.NodeShape;
import io.navarch.embedded.cluster.EmbeddedCluster;
import io.navarch.embedded.time.ClusterTime;
import io.navarch.model.core.v1.Node;
import io.navarch.model.core.v1.Pod;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nodes that come, go and fail while the cluster runs, on a clock that the test moves. */
class NodeSetTest {
    private EmbeddedCluster cluster;
    private NodeSet nodes;
    private KubeClient client;

    @BeforeEach
    void start() throws InterruptedException {
        cluster = EmbeddedCluster.start(1, ClusterTime.standing(Instant.parse("2026-01-01T00:00:00Z")));
        nodes = cluster.nodes();
        client = cluster.client();
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private void until(BooleanSupplier wanted) throws InterruptedException {
        assertThat(cluster.travel().travel(Duration.ofMinutes(20), wanted)).isTrue();
    }

    private boolean isReady(String node) {
        return client.of(Node.KIND)
                .find(node)
                .filter(found -> found.status().conditions().stream()
                        .anyMatch(condition -> condition.type().equals("Ready")
                                && condition.status().equals("True")))
                .isPresent();
    }

    private Pod pod(String name) {
        return client.of(Pod.KIND, "default").get(name);
    }

    private void create(String name, String spec) {
        client.of(Pod.KIND, "default")
                .create(Pod.KIND.read("""
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s"},"spec":{%s
                "containers":[{"name":"c","image":"i"}]}}""".formatted(name, spec).getBytes(StandardCharsets.UTF_8)));
    }

    private boolean isRunning(String name) {
        return pod(name).status().phase().equals("Running");
    }

    @Test
    void addsANodeOfAShapeAndRemovesIt() throws InterruptedException {
        var name = nodes.add(NodeShape.DEFAULT
                .with("nvidia.com/gpu", "2")
                .zone("a")
                .architecture("arm64")
                .taint("dedicated=gpu:NoSchedule"));
        assertThat(name).isEqualTo("node-2");
        until(() -> isReady("node-2"));
        var node = client.of(Node.KIND).get("node-2");
        assertThat(node.status().allocatable()).containsEntry("nvidia.com/gpu", "2");
        assertThat(node.status().nodeInfo().architecture()).isEqualTo("arm64");
        assertThat(node.metadata().labels())
                .containsEntry("topology.kubernetes.io/zone", "a")
                .containsEntry("kubernetes.io/arch", "arm64");
        assertThat(node.spec().taints())
                .anySatisfy(taint -> assertThat(taint.key()).isEqualTo("dedicated"));
        assertThatThrownBy(() -> nodes.add(NodeShape.named("node-2"))).hasMessageContaining("already");
        nodes.remove("node-2");
        assertThat(client.of(Node.KIND).find("node-2")).isEmpty();
        assertThat(nodes.names()).containsExactly("node-1");
        assertThatThrownBy(() -> nodes.stop("node-2")).hasMessage("there is no node node-2 but [node-1]");
    }

    @Test
    void losesANodeThatIsDisconnectedAndFindsItAgain() throws InterruptedException {
        create("p", "");
        until(() -> isReady("node-1") && isRunning("p"));
        nodes.disconnect("node-1");
        until(() -> !isReady("node-1"));
        assertThat(client.of(Node.KIND).get("node-1").spec().taints())
                .anySatisfy(taint -> assertThat(taint.key()).isEqualTo("node.kubernetes.io/unreachable"));
        nodes.reconnect("node-1");
        until(() -> isReady("node-1"));
        assertThat(pod("p").status().containerStatuses().get(0).restartCount()).isZero();
    }

    @Test
    void startsContainersAnewAfterANodeWasSwitchedOffAndOn() throws InterruptedException {
        create("p", "");
        until(() -> isReady("node-1") && isRunning("p"));
        nodes.restart("node-1");
        until(() ->
                isRunning("p") && pod("p").status().containerStatuses().get(0).restartCount() == 1);
    }

    @Test
    void slowsANodeDownUntilItIsTakenForDead() throws InterruptedException {
        until(() -> isReady("node-1"));
        nodes.slow("node-1", Duration.ofMinutes(2));
        until(() -> !isReady("node-1"));
        nodes.slow("node-1", Duration.ZERO);
        until(() -> isReady("node-1"));
    }
}
