package io.navarch.network.proxy;

import java.util.List;

/**
 * How a node's proxy works.
 *
 * @param clusterCidr the addresses of pods: what comes from elsewhere to a cluster IP gets the node's address; "" to leave all
 * @param masqueradeAll gives all that goes to cluster IPs the node's address
 * @param masqueradeBit the bit of the packet mark that says so
 * @param nodePortAddresses the ranges of node addresses that node ports are open on; none for all
 */
public record ProxyOptions(
        IpFamily family, String clusterCidr, boolean masqueradeAll, int masqueradeBit, List<String> nodePortAddresses) {

    /** kube-proxy's defaults. */
    public static ProxyOptions usual(String clusterCidr) {
        return new ProxyOptions(IpFamily.IPV4, clusterCidr, false, 14, List.of());
    }

    String mark() {
        return "0x" + Integer.toHexString(1 << masqueradeBit);
    }
}
