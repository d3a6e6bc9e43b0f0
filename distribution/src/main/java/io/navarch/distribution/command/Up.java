package io.navarch.distribution.command;

import io.navarch.distribution.Version;
import io.navarch.distribution.cluster.ClusterOptions;
import io.navarch.distribution.cluster.HostCluster;
import io.navarch.distribution.directory.DataDirectory;
import io.navarch.distribution.directory.RunRecord;
import io.navarch.distribution.directory.RunRecord.Phase;
import io.navarch.distribution.host.OperatingSystem;
import io.navarch.distribution.logging.Logging;
import io.navarch.distribution.logging.RotatingFile;
import io.navarch.distribution.startup.StartUp;
import io.navarch.distribution.startup.StartUpException;
import io.navarch.distribution.startup.StopSignal;
import io.navarch.runtime.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code navarch up}: starts the cluster and stays until it is told to stop. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Start a cluster on this machine and stay in the foreground with its log.",
            "Missing Debian packages are installed. Run again, it continues with the state it had.",
            "Without root the control plane runs with simulated nodes: their pods run nothing, but log, become ready,",
            "use resources and end as their annotations simulated.navarch.io/... say: docs/simulated-engine.md."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./navarch up                      one node, log on the terminal; Ctrl-C stops it",
            "  ./navarch up -d --nodes 3         three nodes, in the background",
            "  export KUBECONFIG=/var/lib/navarch/admin.kubeconfig; kubectl get nodes"
        })
@SuppressWarnings("NullAway.Init") // picocli sets the annotated fields
public final class Up implements Callable<Integer> {
    private static final long LOG_LIMIT = 20L << 20;
    private static final int LOGS_KEPT = 5;

    @Mixin
    private final DataDirOption data = new DataDirOption();

    @Option(
            names = {"-d", "--detach"},
            description = "Return when the cluster is ready; it goes on in the background.")
    private boolean detach;

    @Mixin
    private final ClusterOptions options = new ClusterOptions();

    @Option(
            names = {"-v", "--verbose"},
            description = "Log more; -vv adds the libraries, -vvv everything.")
    private boolean[] verbosity = {};

    @Option(names = DetachedStart.QUIET, hidden = true, description = "Keep the log out of the standard output.")
    private boolean quiet;

    @Option(
            names = "--train",
            hidden = true,
            description = "Start in a temporary folder, answer some requests, stop: for the start-up cache.")
    private boolean train;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (detach) {
            return new DetachedStart(data.directory()).run(spec.commandLine().getParseResult());
        }
        return train ? train() : stay(data.directory(), OperatingSystem.isRoot());
    }

    private int train() throws IOException {
        Path folder = Files.createTempDirectory("navarch-train");
        try {
            DataDirectory directory = new DataDirectory(folder);
            return run(directory, false, clock -> {
                System.out.println(Status.health(directory));
                new Training(directory, clock).run();
            });
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private int stay(DataDirectory directory, boolean root) {
        if (!root) {
            System.out.println(
                    "not root: the control plane starts with simulated nodes; as root pods run in containers");
        }
        StopSignal signal = StopSignal.install(Thread.currentThread());
        return signal.endingWith(() -> run(directory, root, clock -> {
            if (!quiet) {
                Logging.to(System.out);
            }
            signal.await();
        }));
    }

    /** What is done while the cluster runs. */
    private interface Stay {
        void with(Clock clock) throws InterruptedException;
    }

    /** Starts, does what is to be done while the cluster runs, and stops. */
    private int run(DataDirectory directory, boolean root, Stay whileReady) {
        try (Clock clock = Clock.system();
                StartUp startUp = new StartUp(System.out, clock)) {
            var held = startUp.step("data directory", directory::hold);
            Logging.verbosity(verbosity.length);
            RotatingFile log = startUp.step("log", () -> new RotatingFile(directory.log(), LOG_LIMIT, LOGS_KEPT));
            Logging.to(log);
            HostCluster cluster = new HostCluster(options, directory, root, clock);
            var record = new RunRecord(
                    ProcessHandle.current().pid(),
                    Phase.STARTING,
                    clock.now(),
                    new Version().navarch(),
                    cluster.server(),
                    "");
            held.write(record);
            try {
                directory.spaceWarning().ifPresent(warning -> System.out.println("! " + warning));
                cluster.start(startUp);
            } catch (StartUpException e) {
                held.write(record.failed(String.valueOf(e.getMessage())));
                throw e;
            }
            // First the words, then the mark: a detached start shows what was printed before it.
            System.out.println(greeting(directory, startUp.elapsed()));
            held.write(record.ready(cluster.server()));
            openAllJars();
            whileReady.with(clock);
            held.write(record.stopped());
            return 0;
        } catch (StartUpException e) {
            System.err.println("navarch: " + e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            System.err.println("navarch: interrupted");
            return 1;
        }
    }

    /**
     * Opens what the class path names, by a look for something that is nowhere. The JVM opens a jar when it first needs a
     * class of it, and by then a new build may have taken it away from under a running cluster.
     */
    private static void openAllJars() {
        ClassLoader.getSystemResource("io/navarch/nothing");
    }

    private static String greeting(DataDirectory directory, String elapsed) {
        return String.join(
                "\n",
                List.of(
                        "ready after " + elapsed,
                        "",
                        "  export KUBECONFIG=" + directory.adminKubeconfig(),
                        "  kubectl get nodes",
                        ""));
    }
}
