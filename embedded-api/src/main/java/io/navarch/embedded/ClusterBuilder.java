package io.navarch.embedded;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** What a cluster is to be like. One builder can start many clusters; not safe for several threads at once. */
public final class ClusterBuilder {
    private static final int MAX_PORT = 65535;

    private List<NodeShape> nodes = List.of(NodeShape.DEFAULT);
    private final List<Path> manifests = new ArrayList<>();
    private @Nullable Instant stillFrom;
    private String name = "navarch";
    private int port;

    ClusterBuilder() {}

    /** The name by which messages and the kubeconfig speak of the cluster; {@code navarch} unless told. */
    public ClusterBuilder name(String wanted) {
        name = wanted;
        return this;
    }

    /** So many nodes as they come, called {@code node-1}, {@code node-2} and so on; there may be none. */
    public ClusterBuilder nodes(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("a cluster cannot have " + count + " nodes");
        }
        nodes = Collections.nCopies(count, NodeShape.DEFAULT);
        return this;
    }

    /** Nodes of these shapes, and no others. */
    public ClusterBuilder nodes(NodeShape... shapes) {
        nodes = List.of(shapes);
        return this;
    }

    /** The port of HTTPS on loopback instead of any that is free. */
    public ClusterBuilder port(int wanted) {
        if (wanted < 0 || wanted > MAX_PORT) {
            throw new IllegalArgumentException(wanted + " is not a port");
        }
        port = wanted;
        return this;
    }

    /** A clock that stands at the present time and only moves when the test moves it. */
    public ClusterBuilder manualClock() {
        return manualClock(Instant.now());
    }

    /** A clock that stands at that time and only moves when the test moves it. */
    public ClusterBuilder manualClock(Instant start) {
        stillFrom = start;
        return this;
    }

    /**
     * Creates the objects of these YAML and JSON files, or of all such files below these directories, before the cluster is
     * handed over: first CustomResourceDefinitions and Namespaces, then the others in their files' order.
     */
    public ClusterBuilder manifests(Path... filesAndDirectories) {
        manifests.addAll(Arrays.asList(filesAndDirectories));
        return this;
    }

    /**
     * Starts a cluster and returns when it takes requests.
     *
     * @throws ClusterStartException when it cannot be started, with a message that says why
     */
    public NavarchCluster start() {
        return provider().start(new ClusterSettings(name, nodes, port, stillFrom, manifests));
    }

    private static ClusterProvider provider() {
        return ServiceLoader.load(ClusterProvider.class, ClusterProvider.class.getClassLoader())
                .findFirst()
                .orElseThrow(() -> new ClusterStartException(
                        "no cluster is on the class path: navarch-embedded is the artifact to depend on", null));
    }
}
