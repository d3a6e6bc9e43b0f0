package io.navarch.kubelet.cri.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.kubelet.cri.ContainerConfig;
import io.navarch.kubelet.cri.ContainerEvent;
import io.navarch.kubelet.cri.ContainerEventListener;
import io.navarch.kubelet.cri.ContainerMetadata;
import io.navarch.kubelet.cri.ContainerRuntimeException;
import io.navarch.kubelet.cri.ContainerState;
import io.navarch.kubelet.cri.ContainerStatus;
import io.navarch.kubelet.cri.EnvVar;
import io.navarch.kubelet.cri.ExecRequest;
import io.navarch.kubelet.cri.ExecResult;
import io.navarch.kubelet.cri.ImageSpec;
import io.navarch.kubelet.cri.LogLine;
import io.navarch.kubelet.cri.LogStart;
import io.navarch.kubelet.cri.PodSandboxConfig;
import io.navarch.kubelet.cri.PodSandboxMetadata;
import io.navarch.kubelet.cri.ProbeKind;
import io.navarch.kubelet.cri.RpcCode;
import io.navarch.kubelet.cri.RuntimeStatus;
import io.navarch.kubelet.cri.SessionStreams;
import io.navarch.kubelet.cri.StreamingEndpoint;
import io.navarch.runtime.ManualClock;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What annotations and behaviours make of simulated containers, on a clock that stands still. */
class SimulatedLifeTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final ManualClock clock = new ManualClock(START);
    private SimulatedContainerRuntime runtime = new SimulatedContainerRuntime(clock);
    private String sandbox = "";

    @BeforeEach
    void giveItANetwork() {
        use(SimulatedBehaviour.ORDINARY);
    }

    private void use(SimulatedBehaviour behaviour) {
        runtime = new SimulatedContainerRuntime(clock, behaviour);
        runtime.updateRuntimeConfig("10.244.1.0/24");
        runtime.pullImage(ImageSpec.of("nginx"), null, null);
    }

    private PodSandboxConfig pod(Map<String, String> annotations) {
        return PodSandboxConfig.builder(new PodSandboxMetadata("web", "default", "u1", 0))
                .annotations(annotations)
                .build();
    }

    private String start(Map<String, String> annotations, int attempt, String... command) {
        var pod = pod(annotations);
        if (sandbox.isEmpty()) {
            sandbox = runtime.runPodSandbox(pod, "");
        }
        var config = ContainerConfig.builder(new ContainerMetadata("main", attempt), ImageSpec.of("nginx"))
                .command(List.of(command))
                .envs(List.of(new EnvVar("WHO", "world")))
                .build();
        String id = runtime.createContainer(sandbox, config, pod);
        runtime.startContainer(id);
        return id;
    }

    private ContainerStatus status(String id) {
        return runtime.containerStatus(id);
    }

    @Test
    void itHasNoNetworkBeforeItKnowsTheCidr() {
        var fresh = new SimulatedContainerRuntime(clock);
        var condition = fresh.status().condition(RuntimeStatus.NETWORK_READY);
        assertThat(condition.met()).isFalse();
        assertThat(condition.reason()).isEqualTo("NetworkPluginNotReady");
        assertThatThrownBy(() -> fresh.runPodSandbox(pod(Map.of()), ""))
                .hasMessageContaining("cni plugin not initialized");
    }

    @Test
    void runsForItsTimeAndEndsWithItsCodePerAttempt() {
        var script = Map.of("simulated.navarch.io/run-for", "1m30s", "simulated.navarch.io/exit-code", "2,0");
        String first = start(script, 0);
        clock.advance(Duration.ofSeconds(89));
        assertThat(status(first).state()).isEqualTo(ContainerState.RUNNING);
        clock.advance(Duration.ofSeconds(1));
        assertThat(status(first).exitCode()).isEqualTo(2);
        assertThat(status(first).reason()).isEqualTo("Error");
        assertThat(status(first).finishedAt()).isEqualTo(START.plusSeconds(90));

        String second = start(script, 1);
        clock.advance(Duration.ofSeconds(90));
        assertThat(status(second).exitCode()).isZero();
        assertThat(status(second).reason()).isEqualTo("Completed");
    }

    @Test
    void anAnnotationMayMeanOneContainer() {
        String id = start(
                Map.of(
                        "main.simulated.navarch.io/exit-code", "5",
                        "other.simulated.navarch.io/exit-code", "6",
                        "simulated.navarch.io/run-for", "1s"),
                0);
        clock.advance(Duration.ofSeconds(1));
        assertThat(status(id).exitCode()).isEqualTo(5);
    }

    @Test
    void simpleCommandsDoWhatTheySay() throws Exception {
        String id = start(Map.of(), 0, "sh", "-c", "echo hello $WHO; sleep 5 && echo 'five; later' && exit 4");
        assertThat(texts(id)).containsExactly("hello world\n");
        clock.advance(Duration.ofSeconds(5));
        assertThat(texts(id)).containsExactly("hello world\n", "five; later\n");
        assertThat(status(id).exitCode()).isEqualTo(4);
    }

    @Test
    void loopsWriteForEver() throws Exception {
        String id = start(Map.of(), 0, "sh", "-c", "while true; do echo tick; sleep 2; done");
        clock.advance(Duration.ofSeconds(5));
        assertThat(texts(id)).containsExactly("tick\n", "tick\n", "tick\n");
        runtime.stopContainer(id, Duration.ofSeconds(30));
        clock.advance(Duration.ofSeconds(5));
        assertThat(texts(id)).hasSize(3);
        try (var log = runtime.openLog(id, Path.of(""), new LogStart(null, START.plusSeconds(4)))) {
            assertThat(log.next(Duration.ZERO).orElseThrow().time()).isEqualTo(START.plusSeconds(4));
            assertThat(log.next(Duration.ZERO)).isEmpty();
        }
    }

    private List<String> texts(String id) throws Exception {
        List<String> texts = new ArrayList<>();
        try (var log = runtime.openLog(id, Path.of(""), LogStart.BEGINNING)) {
            for (var line = log.next(Duration.ZERO); line.isPresent(); line = log.next(Duration.ZERO)) {
                texts.add(line.get().text());
            }
        }
        return texts;
    }

    @Test
    void aServerStopsAtOnceUnlessItIsSlow() {
        String quick = start(Map.of(), 0);
        runtime.stopContainer(quick, Duration.ofSeconds(30));
        assertThat(status(quick).exitCode()).isZero();

        String slow = start(Map.of("simulated.navarch.io/stop-delay", "0.5h"), 1);
        runtime.stopContainer(slow, Duration.ZERO);
        assertThat(status(slow).exitCode()).isEqualTo(137);
    }

    @Test
    void scriptedFailuresHaveTheEnginesWords() {
        assertThatThrownBy(() -> start(Map.of("simulated.navarch.io/start-error", "exec: \"/x\": not found"), 0))
                .isInstanceOf(ContainerRuntimeException.class)
                .hasMessage(
                        "rpc error: code = Unknown desc = failed to create containerd task: failed to create shim task:"
                                + " OCI runtime create failed: runc create failed: unable to start container process: exec:"
                                + " \"/x\": not found: unknown");
        var failed = status(runtime.find("default", "web", "main").orElseThrow().id());
        assertThat(failed.state()).isEqualTo(ContainerState.EXITED);
        assertThat(failed.reason()).isEqualTo("StartError");
        assertThat(failed.exitCode()).isEqualTo(128);
    }

    @Test
    void pullsFailByNameOrAnnotation() {
        assertThatThrownBy(() -> runtime.pullImage(ImageSpec.of("nosuchimage:1"), null, null))
                .hasMessage("rpc error: code = NotFound desc = failed to pull and unpack image"
                        + " \"docker.io/library/nosuchimage:1\": failed to resolve reference"
                        + " \"docker.io/library/nosuchimage:1\": docker.io/library/nosuchimage:1: not found");
        var pod = pod(Map.of("simulated.navarch.io/pull-error", "disk full"));
        assertThatThrownBy(() -> runtime.pullImage(ImageSpec.of("nginx"), null, pod))
                .hasMessage("rpc error: code = Unknown desc = failed to pull and unpack image"
                        + " \"docker.io/library/nginx:latest\": disk full");
        assertThatThrownBy(() -> runtime.pullImage(ImageSpec.of("Nginx"), null, null))
                .hasMessageContaining("failed to parse image reference \"Nginx\"");
    }

    @Test
    void probesFollowTheScriptAndTheTest() {
        String id = start(Map.of("simulated.navarch.io/ready-after", "10s", "simulated.navarch.io/live-for", "1m"), 0);
        assertThat(succeeds(id, ProbeKind.READINESS)).isFalse();
        assertThat(succeeds(id, ProbeKind.LIVENESS)).isTrue();
        clock.advance(Duration.ofSeconds(10));
        assertThat(succeeds(id, ProbeKind.READINESS)).isTrue();
        runtime.find("default", "web", "main").orElseThrow().ready(false);
        assertThat(succeeds(id, ProbeKind.READINESS)).isFalse();
        clock.advance(Duration.ofSeconds(50));
        assertThat(succeeds(id, ProbeKind.LIVENESS)).isFalse();
    }

    private boolean succeeds(String id, ProbeKind kind) {
        return runtime.probe(id, kind).orElseThrow().success();
    }

    @Test
    void useIsWhatTheAnnotationsSay() {
        String id = start(Map.of("simulated.navarch.io/cpu", "250m", "simulated.navarch.io/memory", "64Mi"), 0);
        clock.advance(Duration.ofSeconds(4));
        var stats = runtime.containerStats(id);
        assertThat(stats.cpu()).isNotNull().satisfies(cpu -> {
            assertThat(cpu.usageNanoCores()).isEqualTo(250_000_000);
            assertThat(cpu.usageCoreNanoSeconds()).isEqualTo(1_000_000_000);
        });
        assertThat(stats.memory()).isNotNull().satisfies(memory -> assertThat(memory.workingSetBytes())
                .isEqualTo(64 << 20));
    }

    @Test
    void anUnreadableAnnotationIsTold() {
        assertThatThrownBy(() -> start(Map.of("simulated.navarch.io/run-for", "soon"), 0))
                .hasMessage(
                        "rpc error: code = InvalidArgument desc = annotation simulated.navarch.io/run-for: cannot read"
                                + " \"soon\"");
    }

    @Test
    void eventsTellEveryStep() {
        List<ContainerEvent.Type> seen = new ArrayList<>();
        List<RpcCode> ends = new ArrayList<>();
        runtime.watchEvents(new ContainerEventListener() {
            @Override
            public void onEvent(ContainerEvent event) {
                assertThat(event.podUid()).isEqualTo("u1");
                if (!event.containerId().equals(event.podSandboxId())) {
                    seen.add(event.type());
                }
            }

            @Override
            public void onEnd(ContainerRuntimeException reason) {
                ends.add(reason.code());
            }
        });
        String id = start(Map.of("simulated.navarch.io/run-for", "1s"), 0);
        clock.advance(Duration.ofSeconds(1));
        runtime.removeContainer(id);
        assertThat(seen)
                .containsExactly(
                        ContainerEvent.Type.CREATED,
                        ContainerEvent.Type.STARTED,
                        ContainerEvent.Type.STOPPED,
                        ContainerEvent.Type.DELETED);
        runtime.close();
        assertThat(ends).containsExactly(RpcCode.UNAVAILABLE);
    }

    @Test
    void behavioursHearOfStartsAndAnswerCommands() throws Exception {
        use(new SimulatedBehaviour() {
            @Override
            public void onStart(String image, SimulatedContainer container) {
                container.log(LogLine.Stream.STDOUT, "started " + image);
            }

            @Override
            public Optional<ExecResult> exec(SimulatedContainer container, List<String> command) {
                return Optional.of(ExecResult.of(3, String.join("+", command), ""));
            }
        });
        String id = start(Map.of("simulated.navarch.io/log-lines", "scripted"), 0);
        assertThat(texts(id)).containsExactly("scripted\n", "started nginx\n");
        var result = runtime.execSync(id, List.of("a", "b"), Duration.ofSeconds(1));
        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.stdoutText()).isEqualTo("a+b");

        runtime.find("default", "web", "main").orElseThrow().runOutOfMemory();
        assertThat(status(id).reason()).isEqualTo("OOMKilled");
        assertThat(status(id).exitCode()).isEqualTo(137);
    }

    @Test
    void sessionsConnectStreams() throws Exception {
        String id = start(Map.of(), 0);
        var endpoint = runtime.exec(new ExecRequest(id, List.of("sh"), false, true, true, true));
        var output = new ByteArrayOutputStream();
        var input = new ByteArrayInputStream("echo one\nhostname\nexit 7\n".getBytes(StandardCharsets.UTF_8));
        assertThat(endpoint).isInstanceOf(StreamingEndpoint.InProcess.class);
        int code = ((StreamingEndpoint.InProcess) endpoint)
                .handler()
                .serve(new SessionStreams(input, output, new ByteArrayOutputStream(), 0));
        assertThat(code).isEqualTo(7);
        assertThat(output.toString(StandardCharsets.UTF_8)).isEqualTo("one\nweb\n");
    }

    @Test
    void imagesHaveFullNamesAndDigests() {
        var image = runtime.imageStatus(ImageSpec.of("docker.io/library/nginx:latest"))
                .orElseThrow();
        assertThat(image.repoTags()).containsExactly("docker.io/library/nginx:latest");
        assertThat(image.repoDigests().getFirst()).startsWith("docker.io/library/nginx@sha256:");
        assertThat(runtime.imageStatus(ImageSpec.of(image.repoDigests().getFirst())))
                .contains(image);
        runtime.removeImage(ImageSpec.of("nginx"));
        assertThat(runtime.listImages()).isEmpty();
    }

    @Test
    void addressesGoRoundAndComeBackLate() {
        var addresses = new PodAddresses("10.1.2.0/29,fd00::/120");
        assertThat(addresses.take()).containsExactly("10.1.2.2", "fd00::2");
        assertThat(addresses.take()).containsExactly("10.1.2.3", "fd00::3");
        addresses.giveBack(List.of("10.1.2.2", "fd00::2"));
        assertThat(addresses.take()).containsExactly("10.1.2.4", "fd00::4");
        addresses.take();
        addresses.take();
        assertThat(addresses.take().getFirst()).isEqualTo("10.1.2.2");
        assertThatThrownBy(addresses::take).hasMessage("no IP addresses available in range set: 10.1.2.1-10.1.2.6");
    }
}
