package io.navarch.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

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

    /**
     * A certificate and key for a server in the test's JVM that the cluster is to call, such as a webhook: for {@code localhost},
     * loopback addresses and those further names, signed by {@link #caCertificate()}.
     */
    ServerIdentity serverIdentity(String... names);

    /** A bearer token of an administrator. */
    String token();

    /**
     * The beginning of a command line for kubectl, with a kubeconfig in a temporary file that goes when the cluster is closed; for
     * looking inside while a debugger stops the test.
     */
    String kubectl();

    /**
     * Prints {@link #kubectl()} and waits, so that somebody can look inside, until that file is removed or the thread is
     * interrupted.
     */
    void pause() throws InterruptedException;

    /** The cluster's time. */
    ClusterClock clock();

    /** What goes wrong in the cluster because the test wants it to. */
    Faults faults();

    /** The last 5,000 requests to the API server, the cluster's own components' included, with their answers; the oldest first. */
    List<RequestRecord> requests();

    /**
     * What one wants to know when a test has failed: pods that are not ready and why, conditions, what was done to them and by
     * whom, events, the last requests of each client with their answers, injected faults.
     */
    String report();

    /** The newest resource version. */
    long revision();

    /** The present state, and the containers that run in it. */
    Snapshot snapshot();

    /**
     * The state at an earlier resource version. The last 20,000 are remembered.
     *
     * @throws IllegalArgumentException when that is too long ago, or in the future
     */
    Snapshot at(long revision);

    /**
     * A second cluster with the same state, nodes, credentials and time, which goes its own way from now on; both run. Its pods run on:
     * their containers have the same ids, restarts, addresses, logs, back-offs and findings of probes, and what their scripts still
     * do they do in both. No object is changed because of the fork but the address of the service {@code kubernetes}, and no event
     * is written. What a test put into containers by code or as processes cannot be copied and begins anew in the same containers
     * ({@link ContainerHandle#isForked()}). Scheduler and controllers know there what the objects say, as after a restart. A fork can
     * be forked, and lives on when the cluster from which it came is closed.
     */
    NavarchCluster fork();

    /**
     * A second cluster that begins with an earlier state of this one. A {@link #snapshot()} of a present has its containers, which go
     * on as in {@link #fork()}. Of a past ({@link #at(long)}) or saved state nobody knows what ran in them: unfinished pods get new
     * containers on the same nodes, as after the loss of a node's engine: the restarts go up by one, the log is empty, the address
     * may be another.
     */
    NavarchCluster fork(Snapshot state);

    /**
     * Makes the present like the past, by changes that watchers see as any others: what was created since is deleted, what was
     * deleted is created again, what was changed is changed back. Containers of pods that exist in both run on, and their nodes say
     * so again; those of pods that are deleted end; pods that are created again get new containers, as in {@link #fork(Snapshot)}.
     *
     * @return the revision of that change
     * @throws IllegalArgumentException when the revision is too long ago, or in the future
     */
    long rewind(long revision);

    /** Every object that differs between two revisions, in the order of the last changes. */
    List<ObjectChange> diff(long from, long to);

    /** The changes of an object that are remembered, the oldest first, and who made them. */
    List<ObjectChange> history(ObjectRef object);

    /**
     * Waits until nothing goes on in the cluster: every queue is empty, every watch has been told, and whatever runs waits for
     * time to pass or for a client. A client that was told something has a moment (some 30 ms) to come back with a request, which
     * is waited for as well; what a slower client will do later, nobody can know.
     *
     * @throws IllegalStateException when it is not quiet after 30 seconds, with the names of what is busy
     */
    void awaitQuiet() throws InterruptedException;

    /**
     * The same with another limit of real time.
     *
     * @throws IllegalStateException when it is not quiet by then, with the names of what is busy
     */
    void awaitQuiet(Duration limit) throws InterruptedException;

    /** What runs the pods. */
    Engine engine();

    /** The nodes, to add more and to let them fail. */
    ClusterNodes nodes();

    /**
     * Stops everything and frees ports, threads and memory. Closing again does nothing. A client that still has the kubeconfig finds its
     * connections closed and is refused new ones.
     */
    @Override
    void close();
}
