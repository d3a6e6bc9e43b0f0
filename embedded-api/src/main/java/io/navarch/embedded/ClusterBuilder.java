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

    private ClusterSettings settings = ClusterSettings.DEFAULT;
    private @Nullable Path file;

    ClusterBuilder() {}

    /** The name by which messages and the kubeconfig speak of the cluster; {@code navarch} unless told. */
    public ClusterBuilder name(String wanted) {
        settings = settings.withName(wanted);
        return this;
    }

    /** So many nodes as they come, called {@code node-1}, {@code node-2} and so on; there may be none. */
    public ClusterBuilder nodes(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("a cluster cannot have " + count + " nodes");
        }
        settings = settings.withNodes(Collections.nCopies(count, NodeShape.DEFAULT));
        return this;
    }

    /** Nodes of these shapes, and no others. */
    public ClusterBuilder nodes(NodeShape... shapes) {
        settings = settings.withNodes(List.of(shapes));
        return this;
    }

    /** The port of HTTPS on loopback instead of any that is free. */
    public ClusterBuilder port(int wanted) {
        if (wanted < 0 || wanted > MAX_PORT) {
            throw new IllegalArgumentException(wanted + " is not a port");
        }
        settings = settings.withPort(wanted);
        return this;
    }

    /** A clock that stands at the present time and only moves when the test moves it. */
    public ClusterBuilder manualClock() {
        return manualClock(Instant.now());
    }

    /** A clock that stands at that time and only moves when the test moves it. */
    public ClusterBuilder manualClock(Instant start) {
        settings = settings.withStillFrom(start);
        return this;
    }

    /**
     * Creates the objects of these YAML and JSON files, or of all such files below these directories, before the cluster is
     * handed over: first CustomResourceDefinitions and Namespaces, then the others in their files' order. What exists already
     * stays as it is.
     */
    public ClusterBuilder manifests(Path... filesAndDirectories) {
        var all = new ArrayList<>(settings.manifests());
        all.addAll(Arrays.asList(filesAndDirectories));
        settings = settings.withManifests(all);
        return this;
    }

    /** The number that decides about what is random in {@link NavarchCluster#faults() faults} and in what the cluster makes up: names, uids. */
    public ClusterBuilder seed(long wanted) {
        settings = settings.withSeed(wanted);
        return this;
    }

    /** Begins with the state of another cluster; its nodes must be named again. */
    public ClusterBuilder from(Snapshot state) {
        settings = settings.withState(state);
        file = null;
        return this;
    }

    /** Begins with a state that {@link Snapshot#save} wrote to the file; its nodes must be named again. */
    public ClusterBuilder from(Path savedState) {
        file = savedState;
        return this;
    }

    /**
     * Starts a cluster and returns when it takes requests.
     *
     * @throws ClusterStartException when it cannot be started, with a message that says why
     */
    public NavarchCluster start() {
        var provider = provider();
        return provider.start(file == null ? settings : settings.withState(provider.load(file)));
    }

    private static ClusterProvider provider() {
        return ServiceLoader.load(ClusterProvider.class, ClusterProvider.class.getClassLoader())
                .findFirst()
                .orElseThrow(() -> new ClusterStartException(
                        "no cluster is on the class path: navarch-embedded is the artifact to depend on", null));
    }
}
