package io.navarch.network.overlay;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a node's kernel must know to reach the pods of the other nodes. A node's VXLAN end has the first address of its pod
 * range and a MAC address made of it, so that nodes need to tell each other nothing but what their Node objects say.
 */
record OverlayPlan(OverlayNode own, List<OverlayNode> peers) {
    static final String DEVICE = "nv.1";
    private static final int VNI = 1;
    private static final int PORT = 8472;

    /** VXLAN, UDP, IP and Ethernet headers. */
    static final int OVERHEAD = 50;

    /**
     * A node of the overlay.
     *
     * @param address where it is reached
     * @param podCidr the range of its pods
     */
    record OverlayNode(String name, String address, String podCidr) {
        /** The address of its end of the tunnels. */
        String end() {
            return podCidr.substring(0, podCidr.indexOf('/'));
        }

        /** The bridge's address: the second of the range, with its length. */
        String gateway() {
            int dot = end().lastIndexOf('.');
            int last = Integer.parseInt(end().substring(dot + 1)) + 1;
            return end().substring(0, dot + 1) + last + podCidr.substring(podCidr.indexOf('/'));
        }

        /** A locally administered MAC address that holds the address of the end. */
        String mac() {
            var parts = end().split("\\.");
            return "0a:58:" + String.join(
                    ":",
                    java.util.Arrays.stream(parts)
                            .map(part -> String.format("%02x", Integer.parseInt(part)))
                            .toList());
        }
    }

    OverlayPlan {
        peers = peers.stream().sorted(Comparator.comparing(OverlayNode::name)).toList();
    }

    /** Makes the device; each line is a command of {@code ip}. */
    List<String> makeDevice(int nodeMtu) {
        return List.of(
                "link add " + DEVICE + " address " + own.mac() + " mtu " + (nodeMtu - OVERHEAD) + " type vxlan id " + VNI
                        + " local " + own.address() + " dstport " + PORT + " nolearning",
                "addr replace " + own.end() + "/32 dev " + DEVICE,
                "link set " + DEVICE + " up");
    }

    /** Routes and neighbours; each line is a command of {@code ip}. */
    List<String> routes() {
        var lines = new ArrayList<String>();
        for (var peer : peers) {
            lines.add("neigh replace " + peer.end() + " lladdr " + peer.mac() + " dev " + DEVICE + " nud permanent");
            lines.add("route replace " + peer.podCidr() + " via " + peer.end() + " dev " + DEVICE + " onlink");
        }
        return lines;
    }

    /** Where the ends are; each line is a command of {@code bridge}. */
    List<String> forwarding() {
        return peers.stream()
                .map(peer -> "fdb replace " + peer.mac() + " dev " + DEVICE + " dst " + peer.address() + " self permanent")
                .toList();
    }

    /** Removes routes to nodes that are gone, given the ranges that are routed now; commands of {@code ip}. */
    List<String> stale(Set<String> routed) {
        var wanted = new TreeSet<String>();
        peers.forEach(peer -> wanted.add(peer.podCidr()));
        return routed.stream()
                .filter(range -> !wanted.contains(range))
                .map(range -> "route del " + range + " dev " + DEVICE)
                .toList();
    }

    /**
     * The rules that let pods' traffic pass and give what leaves the cluster the node's address, for
     * {@code iptables-restore --noflush}.
     */
    static String firewall(String clusterCidr) {
        return String.join(
                "\n",
                "*nat",
                ":NAVARCH-POSTROUTING - [0:0]",
                "-A NAVARCH-POSTROUTING -s " + clusterCidr + " -d " + clusterCidr + " -m comment --comment \"pod to pod\" -j RETURN",
                "-A NAVARCH-POSTROUTING -s " + clusterCidr
                        + " ! -d 224.0.0.0/4 -m comment --comment \"pod to outside\" -j MASQUERADE",
                "COMMIT",
                "*filter",
                ":NAVARCH-FORWARD - [0:0]",
                "-A NAVARCH-FORWARD -s " + clusterCidr + " -m comment --comment \"from pods\" -j ACCEPT",
                "-A NAVARCH-FORWARD -d " + clusterCidr + " -m comment --comment \"to pods\" -j ACCEPT",
                "COMMIT",
                "");
    }
}
