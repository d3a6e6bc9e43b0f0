package io.navarch.kubelet.cri.containerd;

import io.navarch.kubelet.cri.ContainerRuntimeException;
import io.navarch.kubelet.cri.grpc.GrpcContainerRuntime;
import io.navarch.runtime.Clock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A private containerd that runs in a session of its own: it and its containers go on when this process dies, and the next
 * start finds it again by its pid file. Used by one thread.
 */
public final class ContainerdProcess {
    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(15);

    private final ContainerdConfig config;
    private final Clock clock;
    private final DaemonPid pid;
    private final boolean adopted;

    private ContainerdProcess(ContainerdConfig config, Clock clock, DaemonPid pid, boolean adopted) {
        this.config = config;
        this.clock = clock;
        this.pid = pid;
        this.adopted = adopted;
    }

    /**
     * Gives a containerd that answers: the one that runs already with this configuration, or a new one. One that runs with
     * another configuration is replaced, which does not disturb its containers.
     *
     * @param networkNamespace the path of the network namespace it lives in, null for this process's
     * @param limit how long it may take until it answers
     */
    public static ContainerdProcess start(
            ContainerdConfig config, @Nullable Path networkNamespace, Clock clock, Duration limit)
            throws IOException, InterruptedException {
        Optional<DaemonPid> running = DaemonPid.remembered(config.pidFile());
        boolean sameConfig = Files.exists(config.config())
                && Files.readString(config.config()).equals(config.render());
        ContainerdProcess process;
        if (running.isPresent() && sameConfig) {
            process = new ContainerdProcess(config, clock, running.get(), true);
        } else {
            if (running.isPresent()) {
                new ContainerdProcess(config, clock, running.get(), true).stop();
            }
            config.write();
            process = new ContainerdProcess(config, clock, launch(config, networkNamespace), false);
        }
        try {
            process.awaitAnswer(limit);
        } catch (IOException | InterruptedException | RuntimeException e) {
            if (!process.adopted()) {
                process.stop();
            }
            throw e;
        }
        return process;
    }

    /** Whether the containerd that the pid file remembers still runs. */
    public static boolean lives(Path pidFile) throws IOException {
        return DaemonPid.remembered(pidFile).isPresent();
    }

    private static DaemonPid launch(ContainerdConfig config, @Nullable Path networkNamespace) throws IOException {
        List<String> command = new ArrayList<>(List.of("setsid"));
        if (networkNamespace != null) {
            command.addAll(List.of("nsenter", "--net=" + networkNamespace, "--"));
        }
        command.addAll(List.of(
                HostCommand.path("containerd"), "--config", config.config().toString()));
        Process child;
        try {
            child = new ProcessBuilder(command)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(
                            ProcessBuilder.Redirect.appendTo(config.log().toFile()))
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            throw new ContainerdException("cannot start containerd: " + e.getMessage(), e);
        }
        // setsid and nsenter replace themselves by what they start, so that the child is containerd itself.
        var pid = DaemonPid.of(child.pid());
        if (pid.isEmpty()) {
            throw ended(config);
        }
        pid.get().remember(config.pidFile());
        return pid.get();
    }

    private void awaitAnswer(Duration limit) throws IOException, InterruptedException {
        long deadline = clock.nanos() + limit.toNanos();
        String lastFailure = "it does not answer";
        try (var runtime = new GrpcContainerRuntime(config.socket(), clock, limit)) {
            while (clock.nanos() < deadline) {
                if (!pid.alive()) {
                    throw ended(config);
                }
                if (Files.exists(config.socket())) {
                    try {
                        runtime.status();
                        return;
                    } catch (ContainerRuntimeException e) {
                        lastFailure = e.getMessage();
                    }
                }
                clock.sleep(POLL);
            }
        }
        throw new ContainerdException("containerd did not get ready within " + limit.toSeconds() + "s: " + lastFailure
                + " (its log is " + config.log() + ")");
    }

    private static ContainerdException ended(ContainerdConfig config) throws IOException {
        List<String> lines = Files.exists(config.log())
                ? new String(Files.readAllBytes(config.log()), StandardCharsets.UTF_8)
                        .lines()
                        .toList()
                : List.of();
        return new ContainerdException("containerd ended while starting: "
                + (lines.isEmpty() ? "it wrote no log" : lines.getLast()) + " (its log is " + config.log() + ")");
    }

    public ContainerdConfig config() {
        return config;
    }

    public long pid() {
        return pid.pid();
    }

    /** Whether it ran already when it was asked for. */
    public boolean adopted() {
        return adopted;
    }

    public boolean alive() {
        return pid.alive();
    }

    /** Opens a connection to it; nothing is sent before the first call. */
    public GrpcContainerRuntime connect() {
        return new GrpcContainerRuntime(config.socket(), clock, GrpcContainerRuntime.DEFAULT_REQUEST_TIMEOUT);
    }

    /** Ends containerd and waits for its end. Containers go on. */
    public void stop() throws IOException, InterruptedException {
        ProcessHandle handle = ProcessHandle.of(pid.pid()).orElse(null);
        if (handle != null && pid.alive()) {
            handle.destroy();
            long deadline = clock.nanos() + STOP_LIMIT.toNanos();
            while (pid.alive()) {
                if (clock.nanos() > deadline) {
                    handle.destroyForcibly();
                }
                clock.sleep(POLL);
            }
        }
        Files.deleteIfExists(config.pidFile());
    }
}
