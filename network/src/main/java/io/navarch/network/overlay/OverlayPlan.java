package io.navarch.network.overlay;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
            return "0a:58:"
                    + String.join(
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
                "link add " + DEVICE + " address " + own.mac() + " mtu " + (nodeMtu - OVERHEAD) + " type vxlan id "
                        + VNI + " local " + own.address() + " dstport " + PORT + " nolearning",
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
                .map(peer ->
                        "fdb replace " + peer.mac() + " dev " + DEVICE + " dst " + peer.address() + " self permanent")
                .toList();
    }

    /** Removes routes and neighbours that no present node has, given what the kernel says of them; commands of {@code ip}. */
    List<String> stale(String routes, String neighbours) {
        var ranges = peers.stream().map(OverlayNode::podCidr).collect(Collectors.toSet());
        var ends = peers.stream().map(OverlayNode::end).collect(Collectors.toSet());
        var lines = new ArrayList<String>();
        firstWords(routes)
                .filter(range -> range.contains("/") && !ranges.contains(range))
                .forEach(range -> lines.add("route del " + range + " dev " + DEVICE));
        firstWords(neighbours)
                .filter(end -> !ends.contains(end))
                .forEach(end -> lines.add("neigh del " + end + " dev " + DEVICE));
        return lines;
    }

    /** The same for the forwarding entries; commands of {@code bridge}. */
    List<String> staleForwarding(String entries) {
        var present = peers.stream()
                .map(peer -> peer.mac() + " dst " + peer.address())
                .collect(Collectors.toSet());
        return entries.lines()
                .map(line -> line.strip().split("\\s+"))
                .filter(words ->
                        words.length > 2 && words[1].equals("dst") && !present.contains(words[0] + " dst " + words[2]))
                .map(words -> "fdb del " + words[0] + " dev " + DEVICE + " dst " + words[2])
                .toList();
    }

    private static Stream<String> firstWords(String text) {
        return text.lines().map(line -> line.strip().split("\\s+")[0]).filter(word -> !word.isEmpty());
    }

    /**
     * The rules that let pods' traffic pass and give what leaves the cluster the node's address, for
     * {@code iptables-restore --noflush}.
     *
     * @param bridgesFiltered whether the kernel shows iptables what stays on a bridge. If it does not, the reply of a pod to
     *     another of the same bridge that came by a service's address would go straight back, untranslated; so the request is
     *     given the node's address
     */
    String firewall(String clusterCidr, boolean bridgesFiltered) {
        var neighbours = own.podCidr();
        return String.join(
                "\n",
                "*nat",
                ":NAVARCH-POSTROUTING - [0:0]",
                bridgesFiltered
                        ? "# what stays on the bridge is seen"
                        : "-A NAVARCH-POSTROUTING -s " + neighbours + " -d " + neighbours
                                + " -m conntrack --ctstate DNAT -m comment --comment \"services on the bridge\" -j MASQUERADE",
                "-A NAVARCH-POSTROUTING -s " + clusterCidr + " -d " + clusterCidr
                        + " -m comment --comment \"pod to pod\" -j RETURN",
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
