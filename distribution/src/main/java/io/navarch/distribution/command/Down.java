package io.navarch.distribution.command;

import io.navarch.distribution.cluster.HostRemains;
import io.navarch.distribution.directory.DataDirectory;
import io.navarch.distribution.directory.RunRecord;
import io.navarch.distribution.host.OperatingSystem;
import io.navarch.distribution.startup.StartUpException;
import io.navarch.runtime.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code navarch down}: asks the running process to stop and waits until it has. */
@Command(
        name = "down",
        mixinStandardHelpOptions = true,
        description = {
            "Stop the cluster on this machine: its components, its pods and its container engine.",
            "The state stays; 'navarch up' continues with it."
        })
public final class Down implements Callable<Integer> {
    @Mixin
    private final DataDirOption data = new DataDirOption();

    @Option(names = "--keep-containers", description = "Leave the container engine and the pods' containers running.")
    private boolean keepContainers;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How long to wait before the process is killed. Default: ${DEFAULT-VALUE}.")
    private int timeout;

    @Override
    public Integer call() throws IOException, InterruptedException {
        DataDirectory directory = data.directory();
        if (!directory.isHeld()) {
            return stopRemains(directory);
        }
        if (keepContainers) {
            Files.writeString(directory.keepContainersMark(), "");
        }
        stop(directory, Duration.ofSeconds(timeout));
        return 0;
    }

    /** The process is gone; containers that it left are ended unless they shall stay. */
    private int stopRemains(DataDirectory directory) throws IOException, InterruptedException {
        boolean stopped = false;
        if (!keepContainers && OperatingSystem.isRoot()) {
            try (Clock clock = Clock.system()) {
                stopped = new HostRemains(directory, clock).stopContainers();
            }
        }
        System.out.println(
                stopped
                        ? "navarch: stopped the containers that were left in " + directory.path()
                        : "navarch: nothing runs in " + directory.path());
        return 0;
    }

    /** Ends the process that holds the directory: first with SIGTERM, after the timeout with SIGKILL. */
    static void stop(DataDirectory directory, Duration timeout) throws InterruptedException {
        long pid = directory.record().map(RunRecord::pid).orElse(0L);
        ProcessHandle process = ProcessHandle.of(pid)
                .orElseThrow(() -> new StartUpException(
                        directory.path() + " is in use, but not by the recorded pid " + pid,
                        "find who has navarch.lock open"));
        process.destroy();
        try (Clock clock = Clock.system()) {
            long deadline = clock.nanos() + timeout.toNanos();
            while (directory.isHeld()) {
                if (clock.nanos() > deadline) {
                    System.out.println(
                            "navarch: pid " + pid + " did not stop in " + timeout.toSeconds() + " s, killing it");
                    process.destroyForcibly();
                    deadline = Long.MAX_VALUE;
                }
                clock.sleep(Duration.ofMillis(50));
            }
        }
        System.out.println("navarch: stopped (pid " + pid + ")");
    }
}
