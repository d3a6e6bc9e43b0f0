package io.navarch.embedded;

import java.nio.file.Path;

/** Starts clusters. Found as a service; a test calls {@link ClusterBuilder#start()} instead. */
public interface ClusterProvider {
    /**
     * Starts a cluster and returns when it takes requests.
     *
     * @throws ClusterStartException when it cannot be started, with a message that says why
     */
    NavarchCluster start(ClusterSettings settings);

    /**
     * Reads a state that was saved.
     *
     * @throws ClusterStartException when the file cannot be read or holds no such state
     */
    Snapshot load(Path file);
}
