package io.navarch.controllers.autoscaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.controllers.Json;
import io.navarch.controllers.autoscaling.ReplicaMath.Outcome;
import io.navarch.controllers.autoscaling.ReplicaMath.Tolerance;
import io.navarch.model.core.v1.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReplicaMathTest {
    private static final Instant NOW = Instant.parse("2026-01-01T01:00:00Z");

    /** @param started how long ago, and ready since one second later */
    private static Pod pod(int number, String phase, String ready, Duration started) {
        return Json.read(
                Pod.KIND,
                "{'metadata':{'name':'p%d'},'spec':{'containers':[{'name':'c','resources':{'requests':{'cpu':'1'}}}]},"
                        + "'status':{'phase':'%s','startTime':'%s','conditions':[{'type':'Ready','status':'%s','lastTransitionTime':'%s'}]}}",
                number,
                phase,
                NOW.minus(started),
                ready,
                NOW.minus(started).plusSeconds(1));
    }

    private static List<Pod> running(int count) {
        var pods = new ArrayList<Pod>();
        for (int i = 0; i < count; i++) {
            pods.add(pod(i, "Running", "True", Duration.ofMinutes(30)));
        }
        return pods;
    }

    private static Map<String, PodSample> samples(long... milli) {
        var samples = new HashMap<String, PodSample>();
        for (int i = 0; i < milli.length; i++) {
            samples.put("p" + i, new PodSample(milli[i], NOW, Duration.ofSeconds(30)));
        }
        return samples;
    }

    private static Outcome utilization(List<Pod> pods, int target, long... milli) throws MetricException {
        var samples = samples(milli);
        return ReplicaMath.utilization(
                pods.size(),
                target,
                samples,
                PodGroups.of(pods, samples, true, NOW),
                PodRequests.of(pods, "cpu", ""),
                Tolerance.DEFAULT);
    }

    @Test
    void growsAndShrinksWithTheUse() throws MetricException {
        assertThat(utilization(running(3), 30, 300, 500, 700)).isEqualTo(new Outcome(5, 50, 500));
        assertThat(utilization(running(5), 50, 100, 300, 500, 250, 250)).isEqualTo(new Outcome(3, 28, 280));
    }

    @Test
    void leavesSmallDifferencesAlone() throws MetricException {
        assertThat(utilization(running(2), 50, 540, 550).replicas()).isEqualTo(2);
        assertThat(utilization(running(2), 50, 570, 570).replicas()).isEqualTo(3);
    }

    @Test
    void podsWithoutSampleSpeakAgainstTheChange() throws MetricException {
        // Four pods at 25 % of 50 % would be two; two of them unknown count as full.
        assertThat(utilization(running(4), 50, 250, 250).replicas()).isEqualTo(4);
        // Two at 100 % would be eight; the unknown count as idle.
        assertThat(utilization(running(4), 50, 1000, 1000).replicas()).isEqualTo(4);
    }

    @Test
    void startingPodsDampenGrowth() throws MetricException {
        var pods = running(2);
        pods.add(pod(2, "Pending", "False", Duration.ofSeconds(10)));
        assertThat(utilization(pods, 50, 1000, 1000, 1000).replicas()).isEqualTo(4);
    }

    @Test
    void nothingMeasuredIsToldAsUpstreamTellsIt() {
        assertThatThrownBy(() -> utilization(List.of(pod(0, "Running", "False", Duration.ofSeconds(20))), 50, 900))
                .hasMessage("did not receive metrics for targeted pods (pods might be unready)");
        assertThatThrownBy(() -> PodRequests.of(running(1), "memory", ""))
                .hasMessage("missing request for memory in container c of Pod p0");
        assertThatThrownBy(() -> PodRequests.of(running(1), "cpu", "x")).hasMessage("container x not found in Pod p0");
    }

    @Test
    void valuesOfTheWholeAndPerReplica() {
        assertThat(ReplicaMath.value(3, 20_000, 10_000, 3, Tolerance.DEFAULT)).isEqualTo(new Outcome(6, 0, 20_000));
        assertThat(ReplicaMath.value(3, 10_500, 10_000, 3, Tolerance.DEFAULT).replicas())
                .isEqualTo(3);
        assertThat(ReplicaMath.share(3, 60_000, 15_000, Tolerance.DEFAULT)).isEqualTo(new Outcome(4, 0, 20_000));
        assertThat(ReplicaMath.share(4, 60_000, 15_000, Tolerance.DEFAULT).replicas())
                .isEqualTo(4);
    }

    @Test
    void aNewPodCountsForCpuOnceItWasMeasuredReady() {
        var young = pod(0, "Running", "True", Duration.ofSeconds(60));
        var early = Map.of("p0", new PodSample(900, NOW.minusSeconds(40), Duration.ofSeconds(30)));
        assertThat(PodGroups.of(List.of(young), early, true, NOW).unready()).containsExactly("p0");
        assertThat(PodGroups.of(List.of(young), early, false, NOW).ready()).isEqualTo(1);
        assertThat(PodGroups.of(List.of(young), samples(900), true, NOW).ready())
                .isEqualTo(1);
        var failed = pod(0, "Failed", "False", Duration.ofHours(1));
        assertThat(PodGroups.of(List.of(failed), early, true, NOW).ignored()).containsExactly("p0");
    }
}
