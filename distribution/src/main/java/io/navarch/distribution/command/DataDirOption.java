package io.navarch.distribution.command;

import io.navarch.distribution.directory.DataDirectory;
import io.navarch.distribution.host.OperatingSystem;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that says which cluster of this machine is meant. */
final class DataDirOption {
    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description =
                    "Where the cluster keeps its state. Default: /var/lib/navarch for root, otherwise ~/.navarch.")
    private @Nullable Path path;

    DataDirectory directory() {
        return path == null ? DataDirectory.usual(OperatingSystem.isRoot()) : new DataDirectory(path);
    }
}
