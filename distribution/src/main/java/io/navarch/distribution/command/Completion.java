package io.navarch.distribution.command;

import io.navarch.distribution.Navarch;
import picocli.AutoComplete;
import picocli.CommandLine.Command;

/** {@code navarch completion}. */
@Command(
        name = "completion",
        aliases = "generate-completion",
        mixinStandardHelpOptions = true,
        description = "Print the completion script for bash and zsh.",
        footerHeading = "%nExample:%n",
        footer = "  source <(./navarch completion)")
public final class Completion implements Runnable {
    @Override
    public void run() {
        System.out.print(AutoComplete.bash("navarch", Navarch.commandLine()));
    }
}
