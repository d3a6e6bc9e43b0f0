package io.navarch.kubelet.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.kubelet.upkeep.EvictionRank.Candidate;
import io.navarch.kubelet.upkeep.Threshold.Level;
import io.navarch.model.core.v1.Pod;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EvictionRankTest {
    private static final long MI = 1 << 20;

    private static Candidate candidate(String name, long request, long used, int priority) {
        var pod = Pod.KIND.read("""
                {"metadata": {"name": "%s"},
                 "spec": {"priority": %d, "containers": [{"name": "c", "resources": {"requests": {"memory": "%dMi"}}}]}}
                """.formatted(name, priority, request).getBytes(StandardCharsets.UTF_8));
        return new Candidate(pod, Map.of("c", used * MI), 0);
    }

    private static String first(Candidate... candidates) {
        return EvictionRank.first(List.of(candidates), "memory")
                .map(candidate -> candidate.pod().name())
                .orElse("nobody");
    }

    @Test
    void whoExceedsTheRequestGoesBeforeWhoDoesNot() {
        assertThat(first(candidate("modest", 500, 400, 0), candidate("greedy", 10, 20, 100)))
                .isEqualTo("greedy");
    }

    @Test
    void ofThoseThePriorityCountsBeforeTheAmount() {
        assertThat(first(
                        candidate("important", 0, 900, 10), candidate("small", 0, 10, 0), candidate("large", 0, 50, 0)))
                .isEqualTo("large");
    }

    @Test
    void criticalPodsStay() {
        assertThat(first(candidate("system", 0, 900, 2_000_001_000))).isEqualTo("nobody");
    }

    @Test
    void theMessageIsUpstreams() {
        var threshold = Threshold.parse("memory.available<100Mi").getFirst();
        assertThat(EvictionRank.message(candidate("a", 10, 20, 0), threshold, new Level(50 * MI, 1000 * MI)))
                .isEqualTo(
                        "The node was low on resource: memory. Threshold quantity: 100Mi, available: 51200Ki. Container c"
                                + " was using 20480Ki, request is 10Mi, has larger consumption of memory. ");
    }

    @Test
    void thresholdsAreAmountsOrPartsOfTheCapacity() {
        var thresholds = Threshold.parse("memory.available<100Mi, nodefs.available<10%");
        assertThat(thresholds.getFirst().met(new Level(99 * MI, 1000 * MI))).isTrue();
        assertThat(thresholds.getFirst().met(new Level(100 * MI, 1000 * MI))).isFalse();
        assertThat(thresholds.getLast().met(new Level(9, 100))).isTrue();
        assertThat(thresholds.getLast().met(new Level(10, 100))).isFalse();
        assertThat(Threshold.parse("")).isEmpty();
        assertThatThrownBy(() -> Threshold.parse("colour<5%")).hasMessage("unknown eviction signal: colour");
    }
}
