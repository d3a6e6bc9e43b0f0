package io.navarch.apiserver.strategy;

import java.util.List;

/**
 * What Services are given from.
 *
 * @param cidrs one range of cluster IPs, or two of different families; the first is preferred
 * @param firstNodePort the lowest node port
 * @param lastNodePort the highest node port
 */
public record ServiceRanges(List<Cidr> cidrs, int firstNodePort, int lastNodePort) {
    /** What upstream uses unless told otherwise, with the range that kubeadm sets up. */
    public static final ServiceRanges DEFAULT = new ServiceRanges(List.of(Cidr.parse("10.96.0.0/12")), 30000, 32767);

    public ServiceRanges {
        cidrs = List.copyOf(cidrs);
    }

    List<String> families() {
        return cidrs.stream().map(Cidr::family).toList();
    }
}
