package io.navarch.distribution.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.distribution.Navarch;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class CommandLineTest {
    @Test
    void everySubcommandExplainsItself() {
        CommandLine navarch = Navarch.commandLine();
        assertThat(navarch.getSubcommands())
                .containsKeys("up", "down", "status", "logs", "reset", "version", "completion");
        navarch.getSubcommands().forEach((name, command) -> {
            StringWriter help = new StringWriter();
            command.usage(new PrintWriter(help));
            assertThat(help.toString()).as(name).contains("Usage: navarch " + command.getCommandName());
            assertThat(command.getCommandSpec().usageMessage().description())
                    .as(name)
                    .isNotEmpty();
        });
    }

    @Test
    void anUnknownOptionIsSaidAndEndsWithTwo() {
        StringWriter problem = new StringWriter();
        int exitCode = Navarch.commandLine().setErr(new PrintWriter(problem)).execute("up", "--secure-prot", "1");
        assertThat(exitCode).isEqualTo(2);
        assertThat(problem.toString()).startsWith("Unknown options: '--secure-prot'");
    }
}
