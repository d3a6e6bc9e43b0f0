package io.navarch.controllers.nodelifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.controllers.Json;
import io.navarch.model.core.v1.Node;
import io.navarch.model.core.v1.Taint;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConditionTaintsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static Node node(String spec, String ready, String... pressures) {
        var conditions = new StringBuilder("{'type':'Ready','status':'" + ready + "'}");
        for (var pressure : pressures) {
            conditions.append(",{'type':'").append(pressure).append("','status':'True'}");
        }
        return Json.read(
                Node.KIND, "{'metadata':{'name':'n'},'spec':{%s},'status':{'conditions':[%s]}}", spec, conditions);
    }

    private static List<String> taints(Node node) {
        return ConditionTaints.of(node, true, NOW).stream()
                .map(t -> t.key() + ":" + t.effect())
                .toList();
    }

    @Test
    void followsTheConditions() {
        assertThat(taints(node("", "True"))).isEmpty();
        assertThat(taints(node("", "False")))
                .containsExactly("node.kubernetes.io/not-ready:NoSchedule", "node.kubernetes.io/not-ready:NoExecute");
        assertThat(taints(node("", "Unknown")))
                .containsExactly(
                        "node.kubernetes.io/unreachable:NoSchedule", "node.kubernetes.io/unreachable:NoExecute");
        assertThat(taints(node("'unschedulable':true", "True", "DiskPressure", "PIDPressure")))
                .containsExactly(
                        "node.kubernetes.io/disk-pressure:NoSchedule",
                        "node.kubernetes.io/pid-pressure:NoSchedule",
                        "node.kubernetes.io/unschedulable:NoSchedule");
    }

    @Test
    void keepsOthersTaintsAndTheTimesOfItsOwn() {
        var node = node("""
                'taints':[{'key':'mine','effect':'NoExecute'},
                  {'key':'node.kubernetes.io/unreachable','effect':'NoSchedule'},
                  {'key':'node.kubernetes.io/not-ready','effect':'NoExecute','timeAdded':'2025-01-01T00:00:00Z'}]""", "False");
        assertThat(taints(node))
                .containsExactly(
                        "mine:NoExecute",
                        "node.kubernetes.io/not-ready:NoExecute",
                        "node.kubernetes.io/not-ready:NoSchedule");
        assertThat(ConditionTaints.of(node, true, NOW))
                .extracting(Taint::timeAdded)
                .containsExactly("", "2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z");
    }

    @Test
    void evictsNobodyWhenNoNodeIsLeft() {
        assertThat(ConditionTaints.of(node("", "Unknown"), false, NOW))
                .extracting(Taint::effect)
                .containsExactly("NoSchedule");
    }
}
