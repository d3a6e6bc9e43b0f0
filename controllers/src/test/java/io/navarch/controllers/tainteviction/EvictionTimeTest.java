package io.navarch.controllers.tainteviction;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.controllers.Json;
import io.navarch.model.core.v1.Node;
import io.navarch.model.core.v1.Pod;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EvictionTimeTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:10:00Z");
    private static final Instant TAINTED = Instant.parse("2026-01-01T00:00:00Z");

    private static Optional<Instant> time(String taints, String tolerations) {
        var node = Json.read(Node.KIND, "{'spec':{'taints':[%s]}}", taints);
        return EvictionTime.of(Json.read(Pod.KIND, "{'spec':{'tolerations':[%s]}}", tolerations), node, NOW);
    }

    private static String taint(String key) {
        return "{'key':'" + key + "','value':'v','effect':'NoExecute','timeAdded':'2026-01-01T00:00:00Z'}";
    }

    @Test
    void untaintedNodesEvictNobody() {
        assertThat(time("{'key':'a','effect':'NoSchedule'}", "")).isEmpty();
    }

    @Test
    void withoutTolerationAtOnce() {
        assertThat(time(taint("a"), "")).contains(TAINTED);
        assertThat(time(taint("a"), "{'key':'a','value':'other','effect':'NoExecute'}"))
                .contains(TAINTED);
        assertThat(time(taint("a"), "{'key':'a','operator':'Exists','effect':'NoSchedule'}"))
                .contains(TAINTED);
        assertThat(time("{'key':'a','effect':'NoExecute'}", "")).contains(NOW);
    }

    @Test
    void toleratedForGood() {
        assertThat(time(taint("a"), "{'key':'a','operator':'Exists'}")).isEmpty();
        assertThat(time(taint("a"), "{'operator':'Exists'}")).isEmpty();
        assertThat(time(taint("a"), "{'key':'a','value':'v','effect':'NoExecute'}"))
                .isEmpty();
    }

    @Test
    void theShortestTolerationCounts() {
        assertThat(
                        time(
                                taint("a"),
                                "{'key':'a','operator':'Exists','tolerationSeconds':300},{'operator':'Exists','tolerationSeconds':20}"))
                .contains(TAINTED.plusSeconds(20));
        assertThat(
                        time(
                                taint("a") + "," + taint("b"),
                                "{'key':'a','operator':'Exists','tolerationSeconds':300},{'key':'b','operator':'Exists','tolerationSeconds':60}"))
                .contains(TAINTED.plusSeconds(60));
        assertThat(time(taint("a"), "{'key':'a','operator':'Exists','tolerationSeconds':-5}"))
                .contains(TAINTED);
    }
}
