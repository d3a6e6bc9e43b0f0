package io.navarch.distribution;

import io.navarch.distribution.command.Completion;
import io.navarch.distribution.command.Down;
import io.navarch.distribution.command.Logs;
import io.navarch.distribution.command.NodeCommand;
import io.navarch.distribution.command.Reset;
import io.navarch.distribution.command.Status;
import io.navarch.distribution.command.Up;
import io.navarch.distribution.command.VersionCommand;
import io.navarch.distribution.logging.Logging;
import io.navarch.distribution.startup.StartUpException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The {@code navarch} command: picks the subcommand and turns its outcome into an exit code. */
@Command(
        name = "navarch",
        description = "Kubernetes, whole, in Java: one command makes a real cluster that kubectl uses.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            Up.class,
            Down.class,
            Status.class,
            Logs.class,
            NodeCommand.class,
            Reset.class,
            VersionCommand.class,
            Completion.class,
            HelpCommand.class
        },
        footerHeading = "%nMore commands of the script, in a clone of the sources:%n",
        footer = {
            "  test                 Run all tests, system tests included.",
            "  bench, soak          Run loads against a cluster.",
            "",
            "Begin with:  ./navarch up"
        })
public final class Navarch {
    public static void main(String[] arguments) {
        Logging.claim();
        System.setOut(utf8(FileDescriptor.out));
        System.setErr(utf8(FileDescriptor.err));
        System.exit(commandLine().execute(arguments));
    }

    /** The command with everything below it; also what documentation and completion are made from. */
    public static CommandLine commandLine() {
        return new CommandLine(new Navarch())
                .setOut(new PrintWriter(System.out, true))
                .setErr(new PrintWriter(System.err, true))
                .setUsageHelpWidth(110)
                .setUsageHelpLongOptionsMaxWidth(38)
                .setExecutionExceptionHandler(Navarch::report);
    }

    private static int report(Exception failure, CommandLine command, CommandLine.ParseResult parsed) throws Exception {
        if (failure instanceof StartUpException known) {
            command.getErr().println("navarch: " + known.getMessage());
            return 1;
        }
        throw failure;
    }

    /** The tick of a finished step must not become a question mark because the locale is C. */
    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }
}
