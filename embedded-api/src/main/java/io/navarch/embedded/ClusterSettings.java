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
 * @param state with which it begins; null for an empty one
 * @param seed that decides about what is random in faults, in the choices of scheduler and controllers, and in generated names,
 *     uids, service addresses and ports: while the cluster's time stands, runs that do the same get the same
 */
public record ClusterSettings(
        String name,
        List<NodeShape> nodes,
        int port,
        @Nullable Instant stillFrom,
        List<Path> manifests,
        @Nullable Snapshot state,
        long seed) {
    /** One node, any free port, the machine's time, an empty state. */
    public static final ClusterSettings DEFAULT =
            new ClusterSettings("navarch", List.of(NodeShape.DEFAULT), 0, null, List.of(), null, 1);

    public ClusterSettings {
        nodes = List.copyOf(nodes);
        manifests = List.copyOf(manifests);
    }

    public ClusterSettings withName(String wanted) {
        return new ClusterSettings(wanted, nodes, port, stillFrom, manifests, state, seed);
    }

    public ClusterSettings withNodes(List<NodeShape> wanted) {
        return new ClusterSettings(name, wanted, port, stillFrom, manifests, state, seed);
    }

    public ClusterSettings withPort(int wanted) {
        return new ClusterSettings(name, nodes, wanted, stillFrom, manifests, state, seed);
    }

    public ClusterSettings withStillFrom(@Nullable Instant wanted) {
        return new ClusterSettings(name, nodes, port, wanted, manifests, state, seed);
    }

    public ClusterSettings withManifests(List<Path> wanted) {
        return new ClusterSettings(name, nodes, port, stillFrom, wanted, state, seed);
    }

    public ClusterSettings withState(@Nullable Snapshot wanted) {
        return new ClusterSettings(name, nodes, port, stillFrom, manifests, wanted, seed);
    }

    public ClusterSettings withSeed(long wanted) {
        return new ClusterSettings(name, nodes, port, stillFrom, manifests, state, wanted);
    }
}
