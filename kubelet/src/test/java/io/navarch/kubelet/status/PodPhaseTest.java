package io.navarch.kubelet.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.kubelet.container.TerminationMessages;
import io.navarch.kubelet.cri.PodSandboxState;
import io.navarch.kubelet.cri.simulated.SimulatedContainerRuntime;
import io.navarch.kubelet.pod.Observed;
import io.navarch.model.core.v1.PodStatus;
import io.navarch.runtime.ManualClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The second document's table: what becomes of a pod when its containers end, by restart policy. */
class PodPhaseTest {
    private final ManualClock clock = new ManualClock(Observed.START);
    private final PodStatusMaker maker = new PodStatusMaker(
            "simulated",
            Observed.probes(Map.of()),
            new TerminationMessages(new SimulatedContainerRuntime(clock)),
            () -> List.of("192.0.2.1"),
            clock);

    private PodStatus status(String policy, List<String> ends) {
        var names = new ArrayList<String>();
        for (int i = 0; i < ends.size(); i++) {
            names.add("c" + i);
        }
        var pod = Observed.pod(policy, List.of(), names);
        var observed = Observed.of(pod).sandbox(PodSandboxState.READY);
        for (int i = 0; i < ends.size(); i++) {
            switch (ends.get(i)) {
                case "well" -> observed.exited("c" + i, 0);
                case "badly" -> observed.exited("c" + i, 1);
                case "memory" -> observed.outOfMemory("c" + i);
                default -> observed.running("c" + i);
            }
        }
        return maker.of(pod, observed.seen(), Map.of());
    }

    @Test
    void ephemeralContainersCountForNothing() {
        var pod = Observed.looking(Observed.pod("Never", List.of(), List.of("a")), "look", "");
        var ended =
                Observed.of(pod).sandbox(PodSandboxState.READY).exited("a", 0).running("look");
        var status = maker.of(pod, ended.seen(), Map.of());
        assertThat(status.phase()).isEqualTo("Succeeded");
        assertThat(status.ephemeralContainerStatuses()).singleElement().satisfies(look -> {
            assertThat(look.name()).isEqualTo("look");
            assertThat(look.state().hasRunning()).isTrue();
            assertThat(look.ready()).isFalse();
            assertThat(look.hasStarted()).isFalse();
        });
    }

    @ParameterizedTest
    @CsvSource({
        "Always,    well,            Running",
        "OnFailure, well,            Succeeded",
        "Never,     well,            Succeeded",
        "Always,    badly,           Running",
        "OnFailure, badly,           Running",
        "Never,     badly,           Failed",
        "Always,    badly runs,      Running",
        "OnFailure, badly runs,      Running",
        "Never,     badly runs,      Running",
        "Never,     badly well,      Failed",
        "Always,    memory,          Running",
        "OnFailure, memory,          Running",
        "Never,     memory,          Failed"
    })
    void followsTheTable(String policy, String ends, String phase) {
        assertThat(status(policy, List.of(ends.split(" "))).phase()).isEqualTo(phase);
    }

    @Test
    void namesWhatIsNotReady() {
        var pod = Observed.pod("Always", List.of(), List.of("a", "b"));
        var seen = Observed.of(pod).sandbox(PodSandboxState.READY).running("a").seen();
        var status = maker.of(pod, seen, Map.of("b", new Waiting("ImagePullBackOff", "Back-off pulling image \"x\"")));
        assertThat(status.phase()).isEqualTo("Pending");
        assertThat(status.podIP()).isEqualTo("10.1.1.1");
        var ready = status.conditions().stream()
                .filter(c -> c.type().equals("Ready"))
                .findFirst()
                .orElseThrow();
        assertThat(ready.status()).isEqualTo("False");
        assertThat(ready.reason()).isEqualTo("ContainersNotReady");
        assertThat(ready.message()).isEqualTo("containers with unready status: [b]");
        assertThat(status.containerStatuses().get(1).state().waiting().reason()).isEqualTo("ImagePullBackOff");
        assertThat(status.containerStatuses().get(0).state().hasRunning()).isTrue();
    }

    @Test
    void waitsForInitContainers() {
        var pod = Observed.pod("Always", List.of("i"), List.of("a"));
        var seen = Observed.of(pod).sandbox(PodSandboxState.READY).running("i").seen();
        var status = maker.of(pod, seen, Map.of());
        assertThat(status.phase()).isEqualTo("Pending");
        assertThat(status.containerStatuses().get(0).state().waiting().reason()).isEqualTo("PodInitializing");
        var initialized = status.conditions().stream()
                .filter(c -> c.type().equals("Initialized"))
                .findFirst()
                .orElseThrow();
        assertThat(initialized.message()).isEqualTo("containers with incomplete status: [i]");
    }
}
