package io.navarch.controllers.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.controllers.Json;
import io.navarch.model.core.v1.Pod;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReplicaStatusTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:01:00Z");
    private static final ReplicaStatus NOTHING = new ReplicaStatus(0, 0, 0, 0, 0, 0, List.of());

    private static Pod pod(String labels, String readySince) {
        return Json.read(
                Pod.KIND,
                "{'metadata':{'labels':{%s}},'status':{'conditions':[{'type':'Ready','status':'%s','lastTransitionTime':'%s'}]}}",
                labels,
                readySince.isEmpty() ? "False" : "True",
                readySince.isEmpty() ? "2026-01-01T00:00:00Z" : readySince);
    }

    @Test
    void countsReadyAvailableAndLabelled() {
        var pods = List.of(
                pod("'app':'a','tier':'t'", "2026-01-01T00:00:30Z"),
                pod("'app':'a'", "2026-01-01T00:00:55Z"),
                pod("'app':'a'", ""));
        var status = ReplicaStatus.of(pods, 1, Map.of("app", "a", "tier", "t"), 30, 7, NOTHING, "", true, NOW);
        assertThat(status).isEqualTo(new ReplicaStatus(3, 1, 2, 1, 1, 7, List.of()));
    }

    @Test
    void saysWhyItFailsAndForgetsItAgain() {
        var failing = ReplicaStatus.of(List.of(), 0, Map.of(), 0, 1, NOTHING, "no quota", true, NOW);
        assertThat(failing.conditions())
                .containsExactly(new ReplicaStatus.Condition(
                        "ReplicaFailure", "True", "FailedCreate", "no quota", "2026-01-01T00:01:00Z"));
        assertThat(ReplicaStatus.of(List.of(), 0, Map.of(), 0, 1, failing, "", true, NOW)
                        .conditions())
                .isEmpty();
    }
}
