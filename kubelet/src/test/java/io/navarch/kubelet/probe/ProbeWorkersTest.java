package io.navarch.kubelet.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.kubelet.Eventually;
import io.navarch.kubelet.SentEvents;
import io.navarch.kubelet.cri.ContainerConfig;
import io.navarch.kubelet.cri.ContainerMetadata;
import io.navarch.kubelet.cri.ImageSpec;
import io.navarch.kubelet.cri.PodSandboxConfig;
import io.navarch.kubelet.cri.PodSandboxMetadata;
import io.navarch.kubelet.cri.ProbeAnswer;
import io.navarch.kubelet.cri.ProbeKind;
import io.navarch.kubelet.cri.simulated.SimulatedBehaviour;
import io.navarch.kubelet.cri.simulated.SimulatedContainer;
import io.navarch.kubelet.cri.simulated.SimulatedContainerRuntime;
import io.navarch.kubelet.pod.PodObservation;
import io.navarch.model.core.v1.Container;
import io.navarch.model.core.v1.Pod;
import io.navarch.runtime.ManualClock;
import io.navarch.runtime.NetworkContext;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@NullUnmarked
@Timeout(60)
class ProbeWorkersTest {
    private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final Map<ProbeKind, Boolean> answers = new ConcurrentHashMap<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final SimulatedContainerRuntime runtime = new SimulatedContainerRuntime(clock, new SimulatedBehaviour() {
        @Override
        public Optional<ProbeAnswer> probe(SimulatedContainer container, ProbeKind kind) {
            asked.incrementAndGet();
            return Optional.of(answers.getOrDefault(kind, true) ? ProbeAnswer.SUCCESS : ProbeAnswer.failure("no"));
        }
    });
    private final SentEvents events = new SentEvents();
    private final List<String> changes = new CopyOnWriteArrayList<>();
    private final ProbeWorkers probes =
            new ProbeWorkers(runtime, NetworkContext.host(), events.recorder(clock), changes::add, clock);

    private Pod pod;
    private Container container;
    private String id;

    @AfterEach
    void close() {
        probes.close();
        clock.close();
    }

    private void start(String probesOfContainer) {
        pod = Pod.KIND.read(("{\"metadata\": {\"name\": \"web\", \"namespace\": \"default\", \"uid\": \"u1\"},"
                        + " \"spec\": {\"containers\": [{\"name\": \"c\", " + probesOfContainer + "}]}}")
                .getBytes(StandardCharsets.UTF_8));
        container = pod.spec().containers().getFirst();
        runtime.updateRuntimeConfig("10.1.0.0/24");
        var sandbox = PodSandboxConfig.builder(new PodSandboxMetadata("web", "default", "u1", 0))
                .labels(Map.of("io.kubernetes.pod.uid", "u1"))
                .build();
        var sandboxId = runtime.runPodSandbox(sandbox, "");
        runtime.pullImage(ImageSpec.of("busybox"), null, null);
        var config = ContainerConfig.builder(new ContainerMetadata("c", 0), ImageSpec.of("busybox"))
                .labels(Map.of("io.kubernetes.pod.uid", "u1", "io.kubernetes.container.name", "c"))
                .build();
        id = runtime.createContainer(sandboxId, config, sandbox);
        runtime.startContainer(id);
        follow();
    }

    private void follow() {
        probes.follow(pod, PodObservation.of(runtime, "u1"));
    }

    private void asks(int times) {
        Eventually.holds("asked " + times + " times, not " + asked, () -> asked.get() >= times);
        assertThat(asked).hasValue(times);
    }

    /** Lets the workers fall asleep, then moves on. */
    private void pass(int seconds) {
        Eventually.holds("asleep", () -> clock.nextDue() != null);
        clock.advance(Duration.ofSeconds(seconds));
    }

    private boolean ready() {
        return probes.ready(id, container);
    }

    private boolean started() {
        return probes.started(id, container);
    }

    @Test
    void aContainerWithoutProbesIsReady() {
        start("\"image\": \"busybox\"");
        assertThat(started()).isTrue();
        assertThat(ready()).isTrue();
        assertThat(probes.failure(id)).isEmpty();
    }

    @Test
    void readinessComesAfterTheDelayAndTheThreshold() {
        start("\"readinessProbe\": {\"tcpSocket\": {\"port\": 80}, \"initialDelaySeconds\": 5, \"periodSeconds\": 2,"
                + " \"successThreshold\": 2, \"failureThreshold\": 3}");
        assertThat(started()).isTrue();
        assertThat(ready()).isFalse();
        pass(4);
        assertThat(asked).hasValue(0);
        pass(1);
        asks(1);
        assertThat(ready()).isFalse();
        pass(2);
        Eventually.holds("ready", this::ready);
        assertThat(changes).containsExactly("u1");
    }

    @Test
    void readinessGoesAfterSeveralFailuresAndComesBack() {
        start("\"readinessProbe\": {\"exec\": {\"command\": [\"x\"]}, \"periodSeconds\": 1,"
                + " \"successThreshold\": 1, \"failureThreshold\": 2}");
        Eventually.holds("ready", this::ready);
        answers.put(ProbeKind.READINESS, false);
        pass(1);
        asks(2);
        assertThat(ready()).isTrue();
        pass(1);
        Eventually.holds("not ready", () -> !ready());
        Eventually.holds("said", () -> events.texts().contains("Unhealthy: Readiness probe failed: no"));
        assertThat(events.events().getFirst().involvedObject().fieldPath()).isEqualTo("spec.containers{c}");
        answers.put(ProbeKind.READINESS, true);
        pass(1);
        Eventually.holds("ready again", this::ready);
        assertThat(probes.failure(id)).isEmpty();
        assertThat(changes).hasSize(3);
    }

    @Test
    void livenessFailsOnceAndForAll() {
        start("\"livenessProbe\": {\"exec\": {\"command\": [\"x\"]}, \"periodSeconds\": 10, \"failureThreshold\": 2,"
                + " \"successThreshold\": 1, \"terminationGracePeriodSeconds\": 7}");
        asks(1);
        answers.put(ProbeKind.LIVENESS, false);
        pass(10);
        asks(2);
        assertThat(probes.failure(id)).isEmpty();
        pass(10);
        Eventually.holds("failed", () -> probes.failure(id).isPresent());
        assertThat(probes.failure(id)).contains(new Probes.Failure("liveness", 7));
        assertThat(changes).containsExactly("u1");
        clock.advance(Duration.ofMinutes(5));
        asks(3);
    }

    @Test
    void otherProbesWaitForTheStartupProbe() {
        answers.put(ProbeKind.STARTUP, false);
        start("\"startupProbe\": {\"exec\": {\"command\": [\"x\"]}, \"periodSeconds\": 1, \"failureThreshold\": 30,"
                + " \"successThreshold\": 1},"
                + " \"readinessProbe\": {\"exec\": {\"command\": [\"x\"]}, \"periodSeconds\": 100,"
                + " \"successThreshold\": 1}");
        asks(1);
        pass(1);
        asks(2);
        assertThat(started()).isFalse();
        assertThat(ready()).isFalse();
        answers.put(ProbeKind.STARTUP, true);
        pass(1);
        Eventually.holds("started", this::started);
        Eventually.holds("ready", this::ready);
        asks(4);
    }

    @Test
    void aContainerThatNeverStartsFails() {
        answers.put(ProbeKind.STARTUP, false);
        start("\"startupProbe\": {\"exec\": {\"command\": [\"x\"]}, \"periodSeconds\": 1, \"failureThreshold\": 2}");
        asks(1);
        pass(1);
        Eventually.holds("failed", () -> probes.failure(id).isPresent());
        assertThat(probes.failure(id)).contains(new Probes.Failure("startup", -1));
    }

    @Test
    void endedContainersAreNotAsked() {
        start("\"livenessProbe\": {\"exec\": {\"command\": [\"x\"]}, \"periodSeconds\": 1, \"successThreshold\": 1}");
        asks(1);
        Eventually.holds("asleep", () -> clock.nextDue() != null);
        runtime.stopContainer(id, Duration.ZERO);
        follow();
        Eventually.holds("no timers", () -> clock.nextDue() == null);
        clock.advance(Duration.ofMinutes(1));
        asks(1);
    }

    @Test
    void forgottenPodsAreNotAsked() {
        start("\"readinessProbe\": {\"exec\": {\"command\": [\"x\"]}, \"periodSeconds\": 1, \"successThreshold\": 1}");
        Eventually.holds("ready", this::ready);
        probes.forget("u1");
        assertThat(ready()).isFalse();
        Eventually.holds("no timers", () -> clock.nextDue() == null);
    }

    @Test
    void podsBeingDeletedNeedNotLive() {
        start("\"livenessProbe\": {\"exec\": {\"command\": [\"x\"]}, \"periodSeconds\": 1, \"failureThreshold\": 1}");
        asks(1);
        answers.put(ProbeKind.LIVENESS, false);
        pod = pod.withMetadata(meta -> meta.withDeletionTimestamp("2026-01-01T00:00:00Z"));
        follow();
        clock.advance(Duration.ofMinutes(1));
        assertThat(probes.failure(id)).isEmpty();
    }

    @Test
    void whatWasReadyStaysReadyOverARestartOfTheAgent() {
        answers.put(ProbeKind.READINESS, false);
        start("\"readinessProbe\": {\"exec\": {\"command\": [\"x\"]}, \"periodSeconds\": 1, \"failureThreshold\": 2}");
        asks(1);
        var status = "{\"containerStatuses\": [{\"name\": \"c\", \"containerID\": \"simulated://" + id
                + "\", \"ready\": true, \"started\": true}]}";
        var known = Pod.KIND.read(("{\"metadata\": {\"name\": \"web\", \"namespace\": \"default\", \"uid\": \"u1\"},"
                        + "\"status\": " + status + "}")
                .getBytes(StandardCharsets.UTF_8));
        try (var again =
                new ProbeWorkers(runtime, NetworkContext.host(), events.recorder(clock), changes::add, clock)) {
            again.follow(known.withSpec(pod.spec()), PodObservation.of(runtime, "u1"));
            assertThat(again.ready(id, container)).isTrue();
        }
    }
}
