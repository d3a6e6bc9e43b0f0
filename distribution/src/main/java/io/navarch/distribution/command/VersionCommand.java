package io.navarch.distribution.command;

import io.navarch.distribution.Version;
import picocli.CommandLine.Command;

/** {@code navarch version}. */
@Command(
        name = "version",
        mixinStandardHelpOptions = true,
        description = "Show the version of Navarch, of the Kubernetes API it serves and of Java.")
public final class VersionCommand implements Runnable {
    @Override
    public void run() {
        for (String line : new Version().getVersion()) {
            System.out.println(line);
        }
    }
}
