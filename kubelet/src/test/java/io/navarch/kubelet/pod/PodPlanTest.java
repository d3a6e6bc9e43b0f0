package io.navarch.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.kubelet.container.RestartBackOff;
import io.navarch.kubelet.cri.PodSandboxState;
import io.navarch.kubelet.probe.Probes;
import io.navarch.model.core.v1.Container;
import io.navarch.model.core.v1.Pod;
import io.navarch.runtime.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PodPlanTest {
    private final ManualClock clock = new ManualClock(Observed.START);
    private final RestartBackOff backOff = new RestartBackOff(clock);

    private PodPlan plan(Pod pod, PodObservation seen) {
        return PodPlan.of(pod, seen, Observed.probes(Map.of()), backOff);
    }

    private static List<String> starts(PodPlan plan) {
        return plan.start().stream()
                .map(start -> start.container().name() + start.attempt())
                .toList();
    }

    @Test
    void beginsWithASandboxAndAllContainers() {
        var plan = plan(Observed.pod("Always", List.of(), List.of("a", "b")), PodObservation.NOTHING);
        assertThat(plan.newSandbox()).isTrue();
        assertThat(plan.sandboxAttempt()).isZero();
        assertThat(starts(plan)).containsExactly("a0", "b0");
    }

    @Test
    void runsInitContainersOneAfterTheOther() {
        var pod = Observed.pod("Always", List.of("i", "j"), List.of("a"));
        assertThat(starts(plan(pod, PodObservation.NOTHING))).containsExactly("i0");
        var first = Observed.of(pod).sandbox(PodSandboxState.READY).running("i");
        assertThat(starts(plan(pod, first.seen()))).isEmpty();
        var second = Observed.of(pod).sandbox(PodSandboxState.READY).exited("i", 0);
        assertThat(starts(plan(pod, second.seen()))).containsExactly("j0");
        var done =
                Observed.of(pod).sandbox(PodSandboxState.READY).exited("i", 0).exited("j", 0);
        assertThat(starts(plan(pod, done.seen()))).containsExactly("a0");
    }

    @Test
    void startsEphemeralContainersOnce() {
        var pod = Observed.looking(Observed.pod("Always", List.of("i"), List.of("a")), "look", "a");
        var initializing = Observed.of(pod).sandbox(PodSandboxState.READY).running("i");
        assertThat(starts(plan(pod, initializing.seen()))).containsExactly("look0");
        var ended = Observed.of(pod)
                .sandbox(PodSandboxState.READY)
                .exited("i", 0)
                .running("a")
                .exited("look", 1);
        assertThat(starts(plan(pod, ended.seen()))).isEmpty();
    }

    @Test
    void startsSidecarsBeforeTheContainersAndKeepsThemRunning() {
        var pod = Observed.pod("Never", List.of("side"), List.of("a"));
        var sidecar = pod.spec().initContainers().get(0).withRestartPolicy("Always");
        var with = pod.withSpec(spec -> spec.withInitContainers(List.of(sidecar)));
        var begun = Observed.of(with).sandbox(PodSandboxState.READY).running("side");
        assertThat(starts(plan(with, begun.seen()))).containsExactly("a0");
        var ended =
                Observed.of(with).sandbox(PodSandboxState.READY).running("a").exited("side", 1);
        assertThat(starts(plan(with, ended.seen()))).containsExactly("side1");
    }

    @Test
    void restartsAtOnceThenAfterGrowingDelays() {
        var pod = Observed.pod("Always", List.of(), List.of("a"));
        var once = Observed.of(pod).sandbox(PodSandboxState.READY).exited("a", 1);
        assertThat(starts(plan(pod, once.seen()))).containsExactly("a1");
        backOff.restarted("a");
        var twice = once.exited("a", 1);
        var waiting = plan(pod, twice.seen());
        assertThat(starts(waiting)).isEmpty();
        assertThat(waiting.backingOff()).containsEntry("a", Duration.ofSeconds(10));
        assertThat(waiting.lookAgain()).isEqualTo(Duration.ofSeconds(10));
        clock.advance(Duration.ofSeconds(10));
        assertThat(starts(plan(pod, twice.seen()))).containsExactly("a2");
        backOff.restarted("a");
        assertThat(backOff.waiting("a", clock.now()).orElseThrow().whole()).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void restartsOnFailureOnlyWhatFailed() {
        var pod = Observed.pod("OnFailure", List.of(), List.of("a", "b"));
        var seen =
                Observed.of(pod).sandbox(PodSandboxState.READY).exited("a", 0).exited("b", 1);
        assertThat(starts(plan(pod, seen.seen()))).containsExactly("b1");
    }

    @Test
    void makesANewSandboxForWhatIsNotDone() {
        var pod = Observed.pod("OnFailure", List.of(), List.of("a", "b"));
        var seen = Observed.of(pod)
                .sandbox(PodSandboxState.NOT_READY)
                .exited("a", 0)
                .exited("b", 137);
        var plan = plan(pod, seen.seen());
        assertThat(plan.newSandbox()).isTrue();
        assertThat(plan.sandboxAttempt()).isEqualTo(1);
        assertThat(starts(plan)).containsExactly("b1");
        var never = Observed.pod("Never", List.of(), List.of("a"));
        var dead = Observed.of(never).sandbox(PodSandboxState.NOT_READY).exited("a", 137);
        assertThat(plan(never, dead.seen()).newSandbox()).isFalse();
    }

    @Test
    void killsWhatFailsItsProbeOrHasANewImage() {
        var pod = Observed.pod("Always", List.of(), List.of("a"));
        var seen = Observed.of(pod).sandbox(PodSandboxState.READY).running("a").seen();
        var failing = Observed.probes(Map.of("a0", new Probes.Failure("liveness", -1)));
        var killed = PodPlan.of(pod, seen, failing, backOff).kill();
        assertThat(killed)
                .extracting(PodPlan.Kill::message)
                .containsExactly("Container a failed liveness probe, will be restarted");
        var changed = pod.withSpec(spec ->
                spec.withContainers(List.of(Container.EMPTY.withName("a").withImage("image:2"))));
        var replaced = plan(changed, seen);
        assertThat(replaced.kill())
                .extracting(PodPlan.Kill::message)
                .containsExactly("Container a definition changed, will be restarted");
        assertThat(starts(replaced)).containsExactly("a1");
    }
}
