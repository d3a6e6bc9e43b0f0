package io.navarch.embedded;

/** Starts clusters. Found as a service; a test calls {@link ClusterBuilder#start()} instead. */
public interface ClusterProvider {
    /**
     * Starts a cluster and returns when it takes requests.
     *
     * @throws ClusterStartException when it cannot be started, with a message that says why
     */
    NavarchCluster start(ClusterSettings settings);
}
