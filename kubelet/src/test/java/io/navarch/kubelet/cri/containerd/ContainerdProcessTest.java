package io.navarch.kubelet.cri.containerd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.kubelet.cri.ContainerConfig;
import io.navarch.kubelet.cri.ContainerEvent;
import io.navarch.kubelet.cri.ContainerEventListener;
import io.navarch.kubelet.cri.ContainerMetadata;
import io.navarch.kubelet.cri.ContainerRuntimeException;
import io.navarch.kubelet.cri.ContainerState;
import io.navarch.kubelet.cri.ImageSpec;
import io.navarch.kubelet.cri.PodSandboxConfig;
import io.navarch.kubelet.cri.PodSandboxMetadata;
import io.navarch.kubelet.cri.RpcCode;
import io.navarch.runtime.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A private containerd starts, is found again, and may come and go under its containers. */
@Tag("containerd")
@NullUnmarked
class ContainerdProcessTest {
    private PrivateContainerd containerd;

    @BeforeEach
    void start() throws Exception {
        containerd = new PrivateContainerd();
    }

    @AfterEach
    void stop() throws Exception {
        if (containerd != null) {
            containerd.close();
        }
    }

    private final PodSandboxConfig pod = PodSandboxConfig.builder(new PodSandboxMetadata("p", "default", "u1", 0))
            .build();

    private String startContainer() {
        var runtime = containerd.runtime();
        String sandbox = runtime.runPodSandbox(pod, "");
        var config = ContainerConfig.builder(new ContainerMetadata("c", 0), ImageSpec.of(PrivateContainerd.BUSYBOX))
                .command(List.of("sleep", "1000"))
                .build();
        String id = runtime.createContainer(sandbox, config, pod);
        runtime.startContainer(id);
        return id;
    }

    @Test
    void oneThatRunsAlreadyIsUsedAgain() throws Exception {
        var again = ContainerdProcess.start(containerd.config, null, containerd.clock, PrivateContainerd.LIMIT);
        assertThat(again.adopted()).isTrue();
        assertThat(again.pid()).isEqualTo(containerd.process().pid());
    }

    @Test
    void containersGoOnWhileItIsRestarted() throws Exception {
        String id = startContainer();
        var runtime = containerd.runtime();
        long before = containerd.process().pid();

        containerd.process().stop();
        assertThatThrownBy(runtime::status)
                .isInstanceOf(ContainerRuntimeException.class)
                .hasMessageStartingWith("rpc error: code = Unavailable desc = ");
        containerd.start();

        assertThat(containerd.process().pid()).isNotEqualTo(before);
        assertThat(runtime.containerStatus(id).state()).isEqualTo(ContainerState.RUNNING);
        assertThat(runtime.execSync(id, List.of("echo", "alive"), Duration.ofSeconds(10))
                        .stdoutText())
                .isEqualTo("alive\n");
    }

    /** Starts a containerd in a process of its own, which then waits to be killed. */
    static final class Parent {
        private Parent() {}

        public static void main(String[] args) throws Exception {
            var config = ContainerdConfig.under(Path.of(args[0], "data"), Path.of(args[0], "run"));
            ContainerdProcess.start(config, null, Clock.system(), PrivateContainerd.LIMIT);
            System.out.println("ready");
            System.in.read();
        }
    }

    @Test
    void itOutlivesAParentThatIsKilled() throws Exception {
        String id = startContainer();
        containerd.process().stop();
        Process parent = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Parent.class.getName(),
                        containerd.directory.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(parent.inputReader().readLine()).isEqualTo("ready");
        parent.destroyForcibly().waitFor();

        containerd.start();
        assertThat(containerd.process().adopted()).isTrue();
        assertThat(containerd.runtime().containerStatus(id).state()).isEqualTo(ContainerState.RUNNING);
    }

    @Test
    void itLivesInASessionOfItsOwn() throws Exception {
        String session = PrivateContainerd.host(
                "ps", "-o", "sid=", "-p", Long.toString(containerd.process().pid()));
        assertThat(session.trim()).isEqualTo(Long.toString(containerd.process().pid()));
    }

    @Test
    void aWrongConfigurationIsToldWithTheReason() throws Exception {
        var config = containerd.config;
        Path broken = containerd.directory.resolve("broken");
        var wrong = ContainerdConfig.under(broken, broken.resolve("run"));
        Files.createDirectories(broken);
        Files.writeString(broken.resolve("containerd"), "a file where a directory is needed");
        assertThatThrownBy(() -> ContainerdProcess.start(wrong, null, containerd.clock, PrivateContainerd.LIMIT))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(broken.toString());
        assertThat(containerd.process().alive()).isTrue();
        assertThat(config.pidFile()).exists();
    }

    @Test
    void itLivesInTheNetworkNamespaceItIsGiven() throws Exception {
        String name = "ncri" + ProcessHandle.current().pid();
        PrivateContainerd.host("ip", "netns", "add", name);
        try {
            Path directory = containerd.directory.resolve("other");
            var config = ContainerdConfig.under(directory.resolve("data"), directory.resolve("run"));
            var other = ContainerdProcess.start(
                    config, Path.of("/run/netns", name), containerd.clock, PrivateContainerd.LIMIT);
            assertThat(PrivateContainerd.host("ip", "netns", "identify", Long.toString(other.pid())))
                    .contains(name);
            other.stop();
        } finally {
            PrivateContainerd.host("ip", "netns", "delete", name);
        }
    }

    @Test
    void theSandboxProgramWaitsAndEndsOnTerm() throws Exception {
        Path program = containerd.directory.resolve("pause");
        Files.write(program, PauseProgram.ofHost().elf());
        assertThat(program.toFile().setExecutable(true)).isTrue();
        Process running = new ProcessBuilder(program.toString()).start();
        assertThat(running.waitFor(100, TimeUnit.MILLISECONDS)).isFalse();
        running.destroy();
        assertThat(running.waitFor(5, TimeUnit.SECONDS)).isTrue();
        assertThat(running.exitValue()).isZero();
    }

    @Test
    void eventsOfAnEngineWithoutThemEndAtOnce() throws Exception {
        var end = new CompletableFuture<ContainerRuntimeException>();
        var listener = new ContainerEventListener() {
            @Override
            public void onEvent(ContainerEvent event) {}

            @Override
            public void onEnd(ContainerRuntimeException reason) {
                end.complete(reason);
            }
        };
        try (var watch = containerd.runtime().watchEvents(listener)) {
            assertThat(watch).isNotNull();
            // containerd has events from 1.7 on.
            if (containerd.runtime().version().runtimeVersion().startsWith("1.6")) {
                assertThat(end.get(10, TimeUnit.SECONDS).code()).isEqualTo(RpcCode.UNIMPLEMENTED);
            }
        }
    }
}
