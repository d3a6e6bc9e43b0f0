package io.navarch.embedded;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a cluster is told when it starts.
 *
 * @param nodes its simulated nodes
 * @param port of HTTPS on loopback; 0 for any that is free
 * @param stillFrom the time at which a manual clock stands; null for the machine's time
 * @param manifests files and directories whose objects are created before the cluster is handed over
 */
public record ClusterSettings(
        String name,
        List<NodeShape> nodes,
        int port,
        @Nullable Instant stillFrom,
        List<Path> manifests) {
    public ClusterSettings {
        nodes = List.copyOf(nodes);
        manifests = List.copyOf(manifests);
    }
}
