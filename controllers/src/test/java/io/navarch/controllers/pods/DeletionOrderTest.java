package io.navarch.controllers.pods;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.controllers.Json;
import io.navarch.model.core.v1.Pod;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeletionOrderTest {
    private static final Instant NOW = Instant.parse("2026-01-02T00:00:00Z");

    private static Pod pod(String name, String node, String phase, boolean ready) {
        return pod(name, node, phase, ready, "2026-01-01T00:00:00Z", 0);
    }

    private static Pod pod(String name, String node, String phase, boolean ready, String since, int restarts) {
        return Json.read(Pod.KIND, """
                {'metadata':{'name':'%1$s','uid':'%1$s','creationTimestamp':'%5$s'},'spec':{'nodeName':'%2$s'},
                 'status':{'phase':'%3$s','conditions':[{'type':'Ready','status':'%4$s','lastTransitionTime':'%5$s'}],
                   'containerStatuses':[{'name':'c','restartCount':%6$d}]}}""", name, node, phase, ready ? "True" : "False", since, restarts);
    }

    private static List<String> order(Pod... pods) {
        return DeletionOrder.of(List.of(pods), List.of(pods), NOW).stream()
                .map(Pod::name)
                .toList();
    }

    @Test
    void takesThoseThatMatterLeast() {
        assertThat(order(
                        pod("ready", "b", "Running", true),
                        pod("notready", "b", "Running", false),
                        pod("unknown", "b", "Unknown", false),
                        pod("pending", "b", "Pending", false),
                        pod("unscheduled", "", "Pending", false)))
                .containsExactly("unscheduled", "pending", "unknown", "notready", "ready");
    }

    @Test
    void takesTheCheapBeforeTheDear() {
        var dear = pod("a", "n", "Running", true)
                .withMetadata(meta -> meta.withAnnotations(Map.of("controller.kubernetes.io/pod-deletion-cost", "10")));
        var cheap = pod("b", "n", "Running", true)
                .withMetadata(
                        meta -> meta.withAnnotations(Map.of("controller.kubernetes.io/pod-deletion-cost", "-10")));
        assertThat(order(dear, pod("c", "n", "Running", true), cheap)).containsExactly("b", "c", "a");
    }

    @Test
    void takesFromCrowdedNodes() {
        assertThat(order(
                        pod("alone", "one", "Running", true),
                        pod("x", "two", "Running", true),
                        pod("y", "two", "Running", true)))
                .last()
                .isEqualTo("alone");
    }

    @Test
    void takesTheYoungerThenTheOneThatRestartsMore() {
        assertThat(order(
                        pod("old", "n", "Running", true, "2025-01-01T00:00:00Z", 5),
                        pod("calm", "n", "Running", true, "2026-01-01T23:59:00Z", 0),
                        pod("restless", "n", "Running", true, "2026-01-01T23:59:00Z", 2)))
                .containsExactly("restless", "calm", "old");
    }
}
