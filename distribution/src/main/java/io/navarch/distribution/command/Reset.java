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
import java.util.Locale;
import java.util.Scanner;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code navarch reset}: as if there had never been a cluster. */
@Command(
        name = "reset",
        mixinStandardHelpOptions = true,
        description =
                "Stop the cluster on this machine and remove all of its state, containers, network devices and firewall rules.")
public final class Reset implements Callable<Integer> {
    @Mixin
    private final DataDirOption data = new DataDirOption();

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask.")
    private boolean yes;

    @Override
    public Integer call() throws IOException, InterruptedException {
        DataDirectory directory = data.directory();
        if (!Files.exists(directory.path())) {
            System.out.println("navarch: nothing to remove in " + directory.path());
            return 0;
        }
        boolean ours = Files.exists(directory.path().resolve("navarch.lock"));
        if (!ours) {
            throw new StartUpException(directory.path() + " is no data directory of Navarch", "check --data-dir");
        }
        if (!yes && !confirmed(directory)) {
            System.out.println("navarch: nothing was removed");
            return 1;
        }
        if (directory.isHeld()) {
            Down.stop(directory, Duration.ofSeconds(60));
        }
        if (OperatingSystem.isRoot()) {
            try (Clock clock = Clock.system()) {
                new HostRemains(directory, clock).remove();
            }
        }
        HostRemains.removeTree(directory.path());
        System.out.println("navarch: removed " + directory.path());
        return 0;
    }

    private static boolean confirmed(DataDirectory directory) {
        String state = directory.isHeld()
                ? " (running, pid " + directory.record().map(RunRecord::pid).orElse(0L) + ")"
                : "";
        System.out.print("Remove the cluster in " + directory.path() + state + " with everything in it? [y/N] ");
        System.out.flush();
        Scanner input = new Scanner(System.in, java.nio.charset.StandardCharsets.UTF_8);
        return input.hasNextLine()
                && input.nextLine().strip().toLowerCase(Locale.ROOT).matches("y|yes");
    }
}
