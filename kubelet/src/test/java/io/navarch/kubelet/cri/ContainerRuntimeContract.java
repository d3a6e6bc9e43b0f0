package io.navarch.kubelet.cri;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.runtime.Clock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every container engine does. An implementation's test extends it and gives an engine that follows system time. */
public abstract class ContainerRuntimeContract {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Clock CLOCK = Clock.system();

    private final List<String> sandboxes = new ArrayList<>();

    /** The engine, ready, with a pod network. */
    protected abstract ContainerRuntime runtime();

    /** The name of an image the engine has, which holds a shell and busybox' commands. */
    protected abstract String image();

    /** A directory for logs of this test alone. */
    protected abstract Path logs();

    /** Whether the address is one of the pod network. */
    protected abstract Predicate<String> podAddress();

    /** What gives a sandbox its cgroup parent. */
    protected String cgroupParent(String uid) {
        return "";
    }

    @AfterEach
    void removeSandboxes() {
        sandboxes.forEach(runtime()::stopPodSandbox);
        sandboxes.forEach(runtime()::removePodSandbox);
    }

    @Test
    void saysWhoItIsAndThatItIsReady() {
        assertThat(runtime().version().runtimeName()).isNotEmpty();
        assertThat(runtime().version().runtimeApiVersion()).isEqualTo("v1");
        assertThat(runtime().status().condition(RuntimeStatus.RUNTIME_READY).met())
                .isTrue();
        assertThat(runtime().status().condition(RuntimeStatus.NETWORK_READY).met())
                .isTrue();
    }

    @Test
    void aSandboxHasAnAddressAndKeepsWhatItWasGiven() {
        Instant before = CLOCK.now().minusSeconds(1);
        var config = sandboxConfig("web")
                .labels(Map.of("app", "web"))
                .annotations(Map.of("note", "kept as it is"))
                .build();
        String id = run(config);

        var status = runtime().podSandboxStatus(id);
        assertThat(status.state()).isEqualTo(PodSandboxState.READY);
        assertThat(status.metadata()).isEqualTo(config.metadata());
        assertThat(status.labels()).containsEntry("app", "web");
        assertThat(status.annotations()).containsEntry("note", "kept as it is");
        assertThat(status.createdAt()).isAfter(before);
        assertThat(status.ips()).hasSize(1).allMatch(podAddress());
    }

    @Test
    void sandboxesOfTheNodeNetworkHaveNoAddressOfTheirOwn() {
        var onNode = new NamespaceOptions(NamespaceMode.NODE, NamespaceMode.CONTAINER, NamespaceMode.POD, "", null);
        String id = run(sandboxConfig("host")
                .hostname("")
                .securityContext(SandboxSecurityContext.of(onNode))
                .build());
        assertThat(runtime().podSandboxStatus(id).ips()).isEmpty();
        assertThat(runtime().podSandboxStatus(id).namespaces().network()).isEqualTo(NamespaceMode.NODE);
    }

    @Test
    void sandboxesAreListedByLabelIdAndState() {
        String first = run(sandboxConfig("a").labels(Map.of("set", "one")).build());
        String second = run(sandboxConfig("b").labels(Map.of("set", "two")).build());

        assertThat(ids(PodSandboxFilter.ALL)).contains(first, second);
        assertThat(ids(PodSandboxFilter.labelled(Map.of("set", "two")))).containsExactly(second);
        runtime().stopPodSandbox(first);
        assertThat(ids(new PodSandboxFilter(first, PodSandboxState.NOT_READY, Map.of())))
                .containsExactly(first);
        assertThat(ids(new PodSandboxFilter(first, PodSandboxState.READY, Map.of())))
                .isEmpty();
    }

    private List<String> ids(PodSandboxFilter filter) {
        return runtime().listPodSandboxes(filter).stream().map(PodSandbox::id).toList();
    }

    @Test
    void theSameAttemptAtAPodIsRefusedTwice() {
        var config = sandboxConfig("twice").build();
        String id = run(config);
        String name = "twice_default_" + config.metadata().uid() + "_0";
        assertFails(
                () -> runtime().runPodSandbox(config, ""),
                RpcCode.UNKNOWN,
                "failed to reserve sandbox name \"" + name + "\": name \"" + name + "\" is reserved for \"" + id
                        + "\"");
    }

    @Test
    void anUnknownRuntimeHandlerIsRefused() {
        assertThatThrownBy(() -> run(sandboxConfig("odd").build(), "nosuchhandler"))
                .isInstanceOf(ContainerRuntimeException.class)
                .hasMessage("rpc error: code = Unknown desc = failed to get sandbox runtime: no runtime for"
                        + " \"nosuchhandler\" is configured");
    }

    @Test
    void aContainerRunsUntilItIsStopped() {
        var pod = sandboxConfig("run").build();
        String sandbox = run(pod);
        String id = create(
                sandbox,
                pod,
                container("main", "trap 'exit 7' TERM; sleep 1000 & wait").labels(Map.of("c", "main")));
        assertThat(status(id).state()).isEqualTo(ContainerState.CREATED);
        assertThat(status(id).startedAt()).isNull();

        runtime().startContainer(id);
        var running = status(id);
        assertThat(running.state()).isEqualTo(ContainerState.RUNNING);
        assertThat(running.startedAt()).isNotNull();
        assertThat(running.finishedAt()).isNull();
        assertThat(running.metadata()).isEqualTo(new ContainerMetadata("main", 0));
        assertThat(running.labels()).containsEntry("c", "main");
        assertThat(running.imageRef()).isNotEmpty();
        assertThat(running.logPath()).endsWith("main/0.log");

        runtime().stopContainer(id, Duration.ofSeconds(10));
        var ended = status(id);
        assertThat(ended.state()).isEqualTo(ContainerState.EXITED);
        assertThat(ended.exitCode()).isEqualTo(7);
        assertThat(ended.finishedAt()).isNotNull();
        runtime().stopContainer(id, Duration.ofSeconds(10));
    }

    @Test
    void containersThatEndShowTheirCodeAndReason() {
        var pod = sandboxConfig("codes").build();
        String sandbox = run(pod);
        String good = start(sandbox, pod, container("good", "exit 0"));
        String bad = start(sandbox, pod, container("bad", "exit 3"));

        var goodEnd = ended(good);
        assertThat(goodEnd.exitCode()).isZero();
        assertThat(goodEnd.reason()).isEqualTo("Completed");
        var badEnd = ended(bad);
        assertThat(badEnd.exitCode()).isEqualTo(3);
        assertThat(badEnd.reason()).isEqualTo("Error");
        assertThat(badEnd.finishedAt()).isNotNull();
    }

    @Test
    void aContainerThatIgnoresTheSignalIsKilledAfterItsGrace() {
        var pod = sandboxConfig("stubborn").build();
        String id = start(run(pod), pod, container("main", "trap '' TERM; sleep 1000"));
        runtime().stopContainer(id, Duration.ofSeconds(1));
        assertThat(status(id).exitCode()).isEqualTo(137);
        assertThat(status(id).reason()).isEqualTo("Error");
    }

    @Test
    void containersAreListedBySandboxLabelAndState() {
        var pod = sandboxConfig("list").build();
        String sandbox = run(pod);
        String running = start(sandbox, pod, container("one", "sleep 1000").labels(Map.of("n", "1")));
        String created = create(sandbox, pod, container("two", "sleep 1000").labels(Map.of("n", "2")));

        assertThat(listed(ContainerFilter.ofSandbox(sandbox))).containsExactlyInAnyOrder(running, created);
        assertThat(listed(ContainerFilter.labelled(Map.of("n", "2")))).containsExactly(created);
        assertThat(listed(new ContainerFilter("", ContainerState.RUNNING, sandbox, Map.of())))
                .containsExactly(running);
        assertThat(runtime().listContainers(ContainerFilter.ofSandbox(sandbox)))
                .allMatch(container -> container.podSandboxId().equals(sandbox));
    }

    private List<String> listed(ContainerFilter filter) {
        return runtime().listContainers(filter).stream().map(Container::id).toList();
    }

    @Test
    void whatIsGoneIsNotFoundAndMayBeRemovedAgain() {
        var pod = sandboxConfig("gone").build();
        String sandbox = run(pod);
        String container = start(sandbox, pod, container("main", "sleep 1000"));
        runtime().removeContainer(container);
        assertFails(
                () -> runtime().containerStatus(container),
                RpcCode.NOT_FOUND,
                "an error occurred when try to find container \"" + container + "\": not found");
        runtime().removeContainer(container);

        runtime().stopPodSandbox(sandbox);
        runtime().removePodSandbox(sandbox);
        assertFails(
                () -> runtime().podSandboxStatus(sandbox),
                RpcCode.NOT_FOUND,
                "an error occurred when try to find sandbox: not found");
        runtime().stopPodSandbox(sandbox);
        runtime().removePodSandbox(sandbox);
    }

    @Test
    void stoppingASandboxEndsItsContainers() {
        var pod = sandboxConfig("stop").build();
        String sandbox = run(pod);
        String container = start(sandbox, pod, container("main", "sleep 1000"));
        runtime().stopPodSandbox(sandbox);
        assertThat(status(container).state()).isEqualTo(ContainerState.EXITED);
        assertThat(status(container).exitCode()).isEqualTo(137);
        assertThat(runtime().podSandboxStatus(sandbox).state()).isEqualTo(PodSandboxState.NOT_READY);
    }

    @Test
    void removingASandboxRemovesItsContainers() {
        var pod = sandboxConfig("remove").build();
        String sandbox = run(pod);
        String container = start(sandbox, pod, container("main", "sleep 1000"));
        runtime().stopPodSandbox(sandbox);
        runtime().removePodSandbox(sandbox);
        assertThatThrownBy(() -> status(container)).hasMessageContaining("not found");
    }

    @Test
    void aContainerNeedsAnImageThatIsThere() {
        var pod = sandboxConfig("noimage").build();
        String sandbox = run(pod);
        var config = ContainerConfig.builder(
                        new ContainerMetadata("main", 0), ImageSpec.of("localhost/navarch/absent:1"))
                .build();
        assertThatThrownBy(() -> runtime().createContainer(sandbox, config, pod))
                .isInstanceOfSatisfying(ContainerRuntimeException.class, failure -> assertThat(failure.code())
                        .isEqualTo(RpcCode.NOT_FOUND));
    }

    @Test
    void aContainerStartsOnce() {
        var pod = sandboxConfig("once").build();
        String id = start(run(pod), pod, container("main", "sleep 1000"));
        assertFails(
                () -> runtime().startContainer(id),
                RpcCode.UNKNOWN,
                "failed to set starting state for container \"" + id + "\": container is in CONTAINER_RUNNING state");
    }

    @Test
    void commandsRunInsideWithTheirOutputAndCode() {
        var pod = sandboxConfig("exec").build();
        String id = start(run(pod), pod, container("main", "sleep 1000"));
        var result =
                runtime().execSync(id, List.of("sh", "-c", "echo out; echo err >&2; exit 4"), Duration.ofSeconds(10));
        assertThat(result.exitCode()).isEqualTo(4);
        assertThat(result.stdoutText()).isEqualTo("out\n");
        assertThat(result.stderrText()).isEqualTo("err\n");
        assertThat(runtime()
                        .execSync(id, List.of("hostname"), Duration.ofSeconds(10))
                        .stdoutText())
                .isEqualTo("exec\n");
    }

    @Test
    void commandsThatTakeTooLongAreKilled() {
        var pod = sandboxConfig("slow").build();
        String id = start(run(pod), pod, container("main", "sleep 1000"));
        assertThatThrownBy(() -> runtime().execSync(id, List.of("sleep", "100"), Duration.ofSeconds(1)))
                .isInstanceOfSatisfying(ContainerRuntimeException.class, failure -> {
                    assertThat(failure.code()).isEqualTo(RpcCode.DEADLINE_EXCEEDED);
                    assertThat(failure.description()).contains("timeout 1s exceeded");
                });
    }

    @Test
    void commandsNeedARunningContainer() {
        var pod = sandboxConfig("idle").build();
        String id = create(run(pod), pod, container("main", "sleep 1000"));
        assertThatThrownBy(() -> runtime().execSync(id, List.of("true"), Duration.ofSeconds(10)))
                .isInstanceOf(ContainerRuntimeException.class)
                .hasMessage("rpc error: code = Unknown desc = failed to exec in container: container is in"
                        + " CONTAINER_CREATED state");
    }

    @Test
    void logsAreReadFromTheStartTheEndAndOn() throws Exception {
        var pod = sandboxConfig("logs").build();
        String id = start(
                run(pod), pod, container("main", "echo one; echo two >&2; echo three; sleep 1; echo four; sleep 1000"));
        Path path = Path.of(status(id).logPath());
        try (var log = runtime().openLog(id, path, LogStart.BEGINNING)) {
            List<LogLine> lines = read(log, 4);
            assertThat(lines)
                    .extracting(LogLine::text)
                    .containsExactlyInAnyOrder("one\n", "two\n", "three\n", "four\n");
            assertThat(lines)
                    .filteredOn(line -> line.stream() == LogLine.Stream.STDERR)
                    .extracting(LogLine::text)
                    .containsExactly("two\n");
            assertThat(lines).noneMatch(LogLine::partial);
            assertThat(log.next(Duration.ofMillis(10))).isEmpty();
        }
        try (var log = runtime().openLog(id, path, LogStart.tail(1))) {
            assertThat(read(log, 1)).extracting(LogLine::text).containsExactly("four\n");
        }
        Instant fourth;
        try (var log = runtime().openLog(id, path, LogStart.tail(1))) {
            fourth = read(log, 1).getFirst().time();
        }
        try (var log = runtime().openLog(id, path, new LogStart(null, fourth))) {
            assertThat(read(log, 1)).extracting(LogLine::text).containsExactly("four\n");
        }
    }

    private static List<LogLine> read(LogSource log, int wanted) throws Exception {
        List<LogLine> lines = new ArrayList<>();
        while (lines.size() < wanted) {
            lines.add(log.next(LIMIT).orElseThrow(() -> new AssertionError("only " + lines)));
        }
        return lines;
    }

    @Test
    void statsAreGivenForRunningContainers() {
        var pod = sandboxConfig("stats").build();
        String sandbox = run(pod);
        String id = start(sandbox, pod, container("main", "sleep 1000"));
        var stats = await(
                () -> runtime().containerStats(id),
                found -> found.cpu() != null
                        && found.memory() != null
                        && found.memory().workingSetBytes() > 0);
        assertThat(stats.metadata().name()).isEqualTo("main");
        assertThat(runtime().listContainerStats(ContainerFilter.ofSandbox(sandbox)))
                .extracting(ContainerStats::id)
                .containsExactly(id);
        runtime().removeContainer(id);
        assertThatThrownBy(() -> runtime().containerStats(id)).hasMessageContaining("not found");
    }

    @Test
    void limitsOfARunningContainerChange() {
        var pod = sandboxConfig("limits").build();
        var limits = LinuxContainerResources.builder().cpuShares(128).memoryLimit(64 << 20);
        String id = start(run(pod), pod, container("main", "sleep 1000").resources(limits.build()));
        runtime().updateContainerResources(id, limits.cpuShares(256).build());
        assertThat(status(id).state()).isEqualTo(ContainerState.RUNNING);
    }

    @Test
    void imagesAreFoundByNameAndById() {
        var found = runtime().imageStatus(ImageSpec.of(image())).orElseThrow();
        assertThat(found.repoTags()).contains(image());
        assertThat(found.size()).isPositive();
        assertThat(found.id()).startsWith("sha256:");
        assertThat(runtime().imageStatus(ImageSpec.of(found.id())).orElseThrow().id())
                .isEqualTo(found.id());
        assertThat(runtime().listImages()).extracting(Image::id).contains(found.id());
        assertThat(runtime().imageStatus(ImageSpec.of("localhost/navarch/absent:1")))
                .isEmpty();
        runtime().removeImage(ImageSpec.of("localhost/navarch/absent:1"));
        assertThat(runtime().imageFilesystems().images()).isNotEmpty();
    }

    @Test
    void streamsHaveAnEndpoint() {
        var pod = sandboxConfig("streams").build();
        String sandbox = run(pod);
        String id = start(sandbox, pod, container("main", "sleep 1000"));
        assertThat(runtime().exec(new ExecRequest(id, List.of("true"), false, false, true, true)))
                .isNotNull();
        assertThat(runtime().attach(new AttachRequest(id, false, false, true, true)))
                .isNotNull();
        assertThat(runtime().portForward(sandbox, List.of(80))).isNotNull();
    }

    // What the tests are made of.

    protected PodSandboxConfig.Builder sandboxConfig(String name) {
        String uid = UUID.randomUUID().toString();
        return PodSandboxConfig.builder(new PodSandboxMetadata(name, "default", uid, 0))
                .logDirectory(logs().resolve(uid).toString())
                .cgroupParent(cgroupParent(uid));
    }

    protected ContainerConfig.Builder container(String name, String script) {
        return ContainerConfig.builder(new ContainerMetadata(name, 0), ImageSpec.of(image()))
                .command(List.of("sh", "-c", script))
                .logPath(name + "/0.log");
    }

    protected String run(PodSandboxConfig config) {
        return run(config, "");
    }

    private String run(PodSandboxConfig config, String handler) {
        logs().resolve(config.metadata().uid()).toFile().mkdirs();
        String id = runtime().runPodSandbox(config, handler);
        sandboxes.add(id);
        return id;
    }

    protected String create(String sandbox, PodSandboxConfig pod, ContainerConfig.Builder container) {
        var config = container.build();
        Path.of(pod.logDirectory(), config.metadata().name()).toFile().mkdirs();
        return runtime().createContainer(sandbox, config, pod);
    }

    protected String start(String sandbox, PodSandboxConfig pod, ContainerConfig.Builder container) {
        String id = create(sandbox, pod, container);
        runtime().startContainer(id);
        return id;
    }

    protected ContainerStatus status(String id) {
        return runtime().containerStatus(id);
    }

    protected ContainerStatus ended(String id) {
        return await(() -> status(id), status -> status.state() == ContainerState.EXITED);
    }

    protected static <T> T await(Supplier<T> look, Predicate<T> wanted) {
        long deadline = CLOCK.nanos() + LIMIT.toNanos();
        while (true) {
            T seen = look.get();
            if (wanted.test(seen)) {
                return seen;
            }
            assertThat(CLOCK.nanos()).as("still %s", seen).isLessThan(deadline);
            try {
                CLOCK.sleep(Duration.ofMillis(20));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static void assertFails(ThrowingCallable call, RpcCode code, String description) {
        assertThatThrownBy(call)
                .isInstanceOf(ContainerRuntimeException.class)
                .hasMessage("rpc error: code = " + code.printed() + " desc = " + description);
    }
}
