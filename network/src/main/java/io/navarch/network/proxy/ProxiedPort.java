package io.navarch.network.proxy;

import java.util.LinkedHashSet;
import java.util.List;

/**
 * A service port as a proxy needs to know it.
 *
 * @param nodePort 0 if it has none
 * @param healthCheckNodePort 0 if it has none
 * @param stickySeconds how long a client stays with its endpoint, 0 for not at all
 * @param endpoints all that the node knows of, in order
 */
record ProxiedPort(
        ServicePortName name,
        String clusterIp,
        int port,
        int nodePort,
        int healthCheckNodePort,
        List<String> externalIps,
        List<String> loadBalancerIps,
        List<String> sourceRanges,
        Policy internal,
        Policy external,
        int stickySeconds,
        List<ProxyEndpoint> endpoints,
        Destinations destinations) {

    /** Which endpoints traffic may go to. */
    enum Policy {
        CLUSTER,
        LOCAL
    }

    /**
     * The endpoints chosen for each policy.
     *
     * @param cluster for policy Cluster
     * @param local for policy Local
     * @param any whether there are usable ones on any node
     */
    record Destinations(List<ProxyEndpoint> cluster, List<ProxyEndpoint> local, boolean any) {
        List<ProxyEndpoint> of(Policy policy) {
            return policy == Policy.LOCAL ? local : cluster;
        }

        List<ProxyEndpoint> all() {
            var all = new LinkedHashSet<>(cluster);
            all.addAll(local);
            return List.copyOf(all);
        }
    }

    /** Reached from outside of the cluster. */
    boolean isExternal() {
        return nodePort != 0 || !externalIps.isEmpty() || !loadBalancerIps.isEmpty();
    }

    private boolean uses(Policy policy) {
        return internal == policy || (isExternal() && external == policy);
    }

    /** Whether the chain over the cluster's endpoints is led to: pods reach even external addresses of policy Local by it. */
    boolean usesCluster() {
        return uses(Policy.CLUSTER) || (isExternal() && external == Policy.LOCAL);
    }

    boolean usesLocal() {
        return uses(Policy.LOCAL);
    }

    String protocol() {
        return name.protocol().toLowerCase(java.util.Locale.ROOT);
    }
}
