package io.navarch.bench;

import io.navarch.bench.api.ApiCommand;
import io.navarch.bench.clusters.ClustersCommand;
import io.navarch.bench.crud.MockCommand;
import io.navarch.bench.rig.DeploymentCommand;
import io.navarch.bench.rig.SchedulerCommand;
import io.navarch.bench.rig.TimeCommand;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code navarch bench}: what the cluster costs, beside what upstream costs. */
@Command(name = "navarch", mixinStandardHelpOptions = true, subcommands = Bench.Loads.class)
public final class Bench {
    /** Held, as the logging of the JDK forgets the levels of loggers that nobody holds. */
    private static final Logger QUIET = Logger.getLogger("");

    @Command(
            name = "bench",
            mixinStandardHelpOptions = true,
            description = {
                "Put loads on a cluster and print a table with upstream's figures beside ours.",
                "The machine is shared by client and server: judge by CPU per request, repeat, and compare in one run."
            },
            subcommands = {
                ApiCommand.class,
                SchedulerCommand.class,
                DeploymentCommand.class,
                ClustersCommand.class,
                MockCommand.class,
                TimeCommand.class
            })
    static final class Loads {}

    public static void main(String[] arguments) {
        System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8));
        // Components that share this process warn of what a load does to them; the table is what shall be read.
        QUIET.setLevel(Level.SEVERE);
        var line = new CommandLine(new Bench());
        line.setUsageHelpWidth(110);
        System.exit(line.execute(arguments.length == 1 ? new String[] {arguments[0], "--help"} : arguments));
    }
}
