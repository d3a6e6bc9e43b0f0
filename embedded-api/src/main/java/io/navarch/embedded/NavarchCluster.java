package io.navarch.embedded;

import java.nio.file.Path;

/**
 * A running cluster inside this JVM: API server on a free loopback port, real controllers and scheduler, nodes on the simulated
 * engine. Any client in any language connects with its {@link #kubeconfig()}.
 *
 * <pre>{@code
 * try (var cluster = NavarchCluster.builder().nodes(3).start()) {
 *     var client = new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(cluster.kubeconfig())).build();
 *     …
 * }
 * }</pre>
 *
 * <p>Clusters know nothing of each other, read no kubeconfig, no environment and no working directory, and leave nothing behind
 * when they are closed. A closed cluster answers every call with {@link ClusterClosedException}.
 */
public interface NavarchCluster extends AutoCloseable {
    /** What a cluster is to be like; as it comes, it has one node, a free port and the machine's time. */
    static ClusterBuilder builder() {
        return new ClusterBuilder();
    }

    /** Starts a cluster as it comes. */
    static NavarchCluster start() {
        return builder().start();
    }

    /** The name by which messages speak of this cluster. */
    String name();

    /** The server's URL, such as {@code https://127.0.0.1:40123}. */
    String url();

    /** The text of an administrator's kubeconfig, with certificate and key in it. */
    String kubeconfig();

    /** The text of a kubeconfig for a user of that name in those groups, whom only RBAC rules allow anything. */
    String kubeconfig(String user, String... groups);

    /**
     * Writes the administrator's kubeconfig to the file, readable by its owner alone.
     *
     * @return the file
     */
    Path kubeconfigFile(Path file);

    /** The certificate, in PEM, that has signed the server's. */
    String caCertificate();

    /** A bearer token of an administrator. */
    String token();

    /** The cluster's time. */
    ClusterClock clock();

    /** Stops everything and frees ports, threads and memory. Closing again does nothing. */
    @Override
    void close();
}
