package io.navarch.distribution.command;

import io.navarch.distribution.directory.DataDirectory;
import io.navarch.distribution.startup.StartUpException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code navarch node}: turns nodes of the running cluster off and on, to see what the cluster makes of it. */
@Command(
        name = "node",
        mixinStandardHelpOptions = true,
        description = "Turn a node of the cluster on this machine off, as if its power had failed, and on again.",
        synopsisSubcommandLabel = "(stop | start)")
public final class NodeCommand {
    @Command(
            name = "stop",
            mixinStandardHelpOptions = true,
            description =
                    "End the node's agent, proxy, containers and container engine, without a word to the cluster.")
    int stop(@Mixin DataDirOption data, @Parameters(paramLabel = "NODE", description = "The node's name.") String name)
            throws IOException {
        Path mark = mark(data, name);
        Files.createDirectories(mark.getParent());
        Files.writeString(mark, "");
        System.out.println(
                "navarch: turning node " + name + " off; 'navarch node start " + name + "' turns it on again");
        return 0;
    }

    @Command(name = "start", mixinStandardHelpOptions = true, description = "Start the node that was stopped.")
    int start(@Mixin DataDirOption data, @Parameters(paramLabel = "NODE", description = "The node's name.") String name)
            throws IOException {
        boolean off = Files.deleteIfExists(mark(data, name));
        System.out.println("navarch: " + (off ? "turning node " + name + " on" : "node " + name + " is on"));
        return 0;
    }

    private static Path mark(DataDirOption data, String name) {
        DataDirectory directory = data.directory();
        if (!directory.isHeld()) {
            throw new StartUpException("nothing runs in " + directory.path(), "start a cluster with 'navarch up'");
        }
        if (!Files.isDirectory(directory.containerd(name))) {
            throw new StartUpException(
                    "node \"" + name + "\" is none of this machine", "'navarch status' lists the nodes");
        }
        return directory.nodeOffMark(name);
    }
}
