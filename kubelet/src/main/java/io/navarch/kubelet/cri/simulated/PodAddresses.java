package io.navarch.kubelet.cri.simulated;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Gives out the addresses of the node's pod CIDRs, one per family and pod, going round like host-local does: an address is
 * used again as late as possible. The first address is the gateway's. Not thread-safe.
 */
final class PodAddresses {
    private static final int MOST = 1 << 16;

    private final List<Range> ranges = new ArrayList<>();

    /** The ranges of comma-separated CIDRs. */
    PodAddresses(String cidrs) {
        for (String cidr : cidrs.split(",", -1)) {
            ranges.add(new Range(cidr.trim()));
        }
    }

    private PodAddresses(PodAddresses like) {
        like.ranges.forEach(range -> ranges.add(new Range(range)));
    }

    /** The same addresses, of which the same are taken. */
    PodAddresses copy() {
        return new PodAddresses(this);
    }

    /** One address of each family. */
    List<String> take() {
        return ranges.stream().map(Range::take).toList();
    }

    void giveBack(List<String> addresses) {
        addresses.forEach(address -> ranges.forEach(range -> range.giveBack(address)));
    }

    private static InetAddress parse(String address) {
        if (!address.matches("[0-9a-fA-F:.]+")) {
            throw new IllegalArgumentException("not an IP address: " + address);
        }
        try {
            return InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not an IP address: " + address, e);
        }
    }

    private static final class Range {
        private final byte[] base;
        private final int size;
        private final BitSet taken;
        private int next = 2;

        Range(String cidr) {
            int slash = cidr.indexOf('/');
            if (slash < 0) {
                throw new IllegalArgumentException("not a CIDR: " + cidr);
            }
            base = parse(cidr.substring(0, slash)).getAddress();
            int hostBits = base.length * 8 - Integer.parseInt(cidr.substring(slash + 1));
            size = hostBits >= 16 ? MOST : 1 << hostBits;
            taken = new BitSet();
        }

        Range(Range like) {
            base = like.base;
            size = like.size;
            taken = (BitSet) like.taken.clone();
            next = like.next;
        }

        String take() {
            int last = size - 2; // The one after it is the broadcast address.
            for (int tried = 2; tried <= last; tried++) {
                int offset = next > last ? 2 : next;
                next = offset + 1;
                if (!taken.get(offset)) {
                    taken.set(offset);
                    return address(offset);
                }
            }
            throw new IllegalStateException(
                    "no IP addresses available in range set: " + address(1) + "-" + address(last));
        }

        void giveBack(String address) {
            byte[] bytes = parse(address).getAddress();
            if (bytes.length == base.length) {
                BigInteger offset = new BigInteger(1, bytes).subtract(new BigInteger(1, base));
                if (offset.signum() > 0 && offset.bitLength() < 31) {
                    taken.clear(offset.intValue());
                }
            }
        }

        private String address(int offset) {
            byte[] whole = new byte[base.length + 1];
            byte[] sum = new BigInteger(1, base).add(BigInteger.valueOf(offset)).toByteArray();
            System.arraycopy(sum, 0, whole, whole.length - sum.length, sum.length);
            byte[] address = new byte[base.length];
            System.arraycopy(whole, 1, address, 0, address.length);
            try {
                return canonical(InetAddress.getByAddress(address));
            } catch (UnknownHostException e) {
                throw new IllegalStateException("an address has 4 or 16 bytes", e);
            }
        }

        /** IPv6 with its longest run of zeros left out, as Kubernetes writes addresses. */
        private static String canonical(InetAddress address) {
            String text = address.getHostAddress();
            if (address.getAddress().length == 4) {
                return text;
            }
            return text.replaceFirst("(^|:)0(:0)+(:|$)", "::").replace(":::", "::");
        }
    }
}
