package io.navarch.embedded;

import java.time.Duration;
import java.util.List;

/** The nodes of a cluster, which may come, go and fail while it runs. */
public interface ClusterNodes {
    /** The names of those that this cluster simulates, in the order of their coming. */
    List<String> names();

    /**
     * Lets a node join.
     *
     * @return its name: the shape's, or {@code node-7} after {@code node-6}
     */
    String add(NodeShape shape);

    /** Ends the node, what runs on it and its Node object, as when a machine is given up. */
    void remove(String name);

    /**
     * Cuts the node off: it says nothing more to the API server and cannot be reached, but what runs on it runs on. After 40 seconds
     * (of the cluster's time) it is NotReady, later its pods are evicted.
     */
    void disconnect(String name);

    /** Undoes {@link #disconnect}. */
    void reconnect(String name);

    /** Switches the node off: its containers end and it is silent, until {@link #restart}. */
    void stop(String name);

    /** Switches the node on, if it was stopped, else off and on again: its pods' containers are started anew. */
    void restart(String name);

    /** Delays everything that the node says to the API server by so much; zero is as it should be. */
    void slow(String name, Duration delay);
}
