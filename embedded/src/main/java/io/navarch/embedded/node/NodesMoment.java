package io.navarch.embedded.node;

import java.util.List;

/**
 * What the simulated nodes of a cluster were at one moment, with their containers. Holds nothing of the cluster that would keep it
 * alive.
 */
public final class NodesMoment {
    private final int made;
    private final List<NodeMoment> nodes;

    /** @param made how many nodes there have been */
    NodesMoment(int made, List<NodeMoment> nodes) {
        this.made = made;
        this.nodes = List.copyOf(nodes);
    }

    int made() {
        return made;
    }

    List<NodeMoment> nodes() {
        return nodes;
    }
}
