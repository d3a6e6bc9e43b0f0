package io.navarch.apiserver.strategy;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** A range of IP addresses, as {@code 10.96.0.0/12}. Immutable. */
public final class Cidr {
    /** A range of more addresses than this is only used up to here. */
    private static final int MOST_BITS = 20;

    private final BigInteger base;
    private final int length;
    private final int bytes;
    private final String text;

    private Cidr(BigInteger base, int length, int bytes) {
        this.base = base;
        this.length = length;
        this.bytes = bytes;
        this.text = address(base) + "/" + length;
    }

    /** Reads a range; bits beyond the prefix are cleared. */
    public static Cidr parse(String text) {
        int slash = text.indexOf('/');
        var address = slash < 0 ? null : bytes(text.substring(0, slash));
        if (address == null) {
            throw new IllegalArgumentException("invalid CIDR address: " + text);
        }
        int length = Integer.parseInt(text.substring(slash + 1));
        int free = address.length * 8 - length;
        var base = new BigInteger(1, address).shiftRight(free).shiftLeft(free);
        return new Cidr(base, length, address.length);
    }

    /** The bytes of an address in its usual notation, or null if it is none. */
    static byte @Nullable [] bytes(String address) {
        boolean six = address.indexOf(':') >= 0;
        boolean literal = six
                ? address.chars().allMatch(c -> c == ':' || c == '.' || Character.digit(c, 16) >= 0)
                : address.matches("\\d{1,3}(\\.\\d{1,3}){3}");
        if (!literal) {
            return null;
        }
        try {
            return InetAddress.getByName(address).getAddress();
        } catch (UnknownHostException e) {
            // Looks like an address but is none, such as 1.2.3.999.
            return null;
        }
    }

    /** {@code IPv4} or {@code IPv6}, by the look of an address. */
    static String familyOf(String address) {
        return address.indexOf(':') >= 0 ? "IPv6" : "IPv4";
    }

    public String family() {
        return bytes == 4 ? "IPv4" : "IPv6";
    }

    /** The first address, which is the network's own. */
    public String network() {
        return address(base);
    }

    /** How many addresses can be given out, at most. */
    int size() {
        int bits = Math.min(MOST_BITS, bytes * 8 - length);
        int all = 1 << bits;
        // The network's own address and, in IPv4, the broadcast address are nobody's.
        return Math.max(0, all - (bytes == 4 ? 2 : 1));
    }

    /** The address number {@code index}, from 0, of those that can be given out. */
    public String at(int index) {
        return address(base.add(BigInteger.valueOf(index + 1L)));
    }

    /** Whether the address can be given out of this range. */
    boolean contains(String address) {
        var given = bytes(address);
        if (given == null || given.length != bytes) {
            return false;
        }
        var offset = new BigInteger(1, given).subtract(base);
        var end = BigInteger.ONE.shiftLeft(bytes * 8 - length);
        boolean broadcast = bytes == 4 && offset.add(BigInteger.ONE).equals(end);
        return offset.signum() > 0 && offset.compareTo(end) < 0 && !broadcast;
    }

    private String address(BigInteger value) {
        var raw = value.toByteArray();
        var address = new byte[bytes];
        int copied = Math.min(raw.length, bytes);
        System.arraycopy(raw, raw.length - copied, address, bytes - copied, copied);
        try {
            return canonical(InetAddress.getByAddress(address));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + bytes + " bytes", e);
        }
    }

    /** IPv6 in its short form (RFC 5952): the longest run of zero groups as {@code ::}. */
    private static String canonical(InetAddress address) {
        var text = address.getHostAddress();
        return text.indexOf(':') < 0 ? text : text.replaceFirst("(^|:)0(:0)+(:|$)", "::");
    }

    @Override
    public String toString() {
        return text;
    }
}
