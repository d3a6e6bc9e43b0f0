package io.navarch.bench;

import io.navarch.bench.api.ApiCommand;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code navarch bench}: what the cluster costs, beside what upstream costs. */
@Command(name = "navarch", mixinStandardHelpOptions = true, subcommands = Bench.Loads.class)
public final class Bench {
    @Command(
            name = "bench",
            mixinStandardHelpOptions = true,
            description = {
                "Put loads on a cluster and print a table with upstream's figures beside ours.",
                "The machine is shared by client and server: judge by CPU per request, repeat, and compare in one run."
            },
            subcommands = {ApiCommand.class})
    static final class Loads {}

    public static void main(String[] arguments) {
        System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8));
        var line = new CommandLine(new Bench());
        line.setUsageHelpWidth(110);
        System.exit(line.execute(arguments.length == 1 ? new String[] {arguments[0], "--help"} : arguments));
    }
}
