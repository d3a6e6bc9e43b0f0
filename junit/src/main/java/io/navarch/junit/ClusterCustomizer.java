package io.navarch.junit;

import io.navarch.embedded.ClusterBuilder;

/** Says what a cluster is to be like. Made anew for each, by a constructor without parameters. */
public interface ClusterCustomizer {
    /** Changes what the cluster is started with. */
    void customize(ClusterBuilder cluster);

    /** Leaves it as it is. */
    final class None implements ClusterCustomizer {
        @Override
        public void customize(ClusterBuilder cluster) {}
    }
}
