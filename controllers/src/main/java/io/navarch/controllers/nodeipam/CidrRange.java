package io.navarch.controllers.nodeipam;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.BitSet;
import java.util.Optional;

/** A range of addresses cut into equal blocks, some of which are taken. Not thread-safe. */
final class CidrRange {
    private final byte[] base;
    private final int prefix;
    private final int blockPrefix;
    private final BitSet taken = new BitSet();
    private int next;

    /**
     * @param cidr the whole, such as {@code 10.244.0.0/16}
     * @param blockPrefix the prefix length of a block, such as 24
     */
    CidrRange(String cidr, int blockPrefix) {
        int slash = cidr.indexOf('/');
        this.base = address(cidr.substring(0, slash));
        this.prefix = Integer.parseInt(cidr.substring(slash + 1));
        this.blockPrefix = blockPrefix;
        if (blockPrefix < prefix || blockPrefix - prefix > 16) {
            throw new IllegalArgumentException(
                    "node CIDR mask size /" + blockPrefix + " does not fit cluster CIDR " + cidr);
        }
    }

    private static byte[] address(String literal) {
        try {
            return InetAddress.getByName(literal).getAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not an address: " + literal, e);
        }
    }

    private int count() {
        return 1 << (blockPrefix - prefix);
    }

    /** A block that is free, taken from now on; empty if none is left. */
    Optional<String> take() {
        for (int i = 0; i < count(); i++) {
            int block = (next + i) % count();
            if (!taken.get(block)) {
                taken.set(block);
                next = block + 1;
                return Optional.of(text(block));
            }
        }
        return Optional.empty();
    }

    /** Marks a block as taken; one outside the range is nobody's business. */
    void occupy(String cidr) {
        int block = index(cidr);
        if (block >= 0) {
            taken.set(block);
        }
    }

    void release(String cidr) {
        int block = index(cidr);
        if (block >= 0) {
            taken.clear(block);
        }
    }

    private String text(int block) {
        var number = new BigInteger(1, base).add(BigInteger.valueOf(block).shiftLeft(base.length * 8 - blockPrefix));
        var bytes = number.toByteArray();
        var full = new byte[base.length];
        int length = Math.min(bytes.length, full.length);
        System.arraycopy(bytes, bytes.length - length, full, full.length - length, length);
        try {
            return InetAddress.getByAddress(full).getHostAddress() + "/" + blockPrefix;
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private int index(String cidr) {
        int slash = cidr.indexOf('/');
        if (slash < 0 || Integer.parseInt(cidr.substring(slash + 1)) != blockPrefix) {
            return -1;
        }
        var offset = new BigInteger(1, address(cidr.substring(0, slash)))
                .subtract(new BigInteger(1, base))
                .shiftRight(base.length * 8 - blockPrefix);
        return offset.signum() < 0 || offset.compareTo(BigInteger.valueOf(count())) >= 0 ? -1 : offset.intValue();
    }
}
