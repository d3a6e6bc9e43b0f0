package io.navarch.distribution.cluster;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * A range of IP addresses, for example {@code 10.96.0.0/16}.
 *
 * @param first its first address
 * @param bits how many leading bits all its addresses share
 */
public record Cidr(InetAddress first, int bits) {
    /** Reads {@code ADDRESS/BITS}. */
    public static Cidr of(String text) {
        int slash = text.indexOf('/');
        try {
            if (slash < 0 || !text.substring(0, slash).matches("[0-9a-fA-F.:]+")) {
                throw new IllegalArgumentException("invalid CIDR address: " + text);
            }
            InetAddress address = InetAddress.getByName(text.substring(0, slash));
            int bits = Integer.parseInt(text.substring(slash + 1));
            if (bits < 0 || bits > address.getAddress().length * 8) {
                throw new IllegalArgumentException("invalid CIDR address: " + text);
            }
            return new Cidr(address, bits);
        } catch (UnknownHostException | NumberFormatException e) {
            throw new IllegalArgumentException("invalid CIDR address: " + text, e);
        }
    }

    /** The address that many places after the first: 1 gives {@code 10.96.0.1}. */
    public InetAddress address(long offset) {
        byte[] bytes = first.getAddress();
        byte[] sum = new BigInteger(1, bytes).add(BigInteger.valueOf(offset)).toByteArray();
        byte[] result = new byte[bytes.length];
        int count = Math.min(sum.length, bytes.length);
        System.arraycopy(sum, sum.length - count, result, bytes.length - count, count);
        try {
            return InetAddress.getByAddress(result);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Override
    public String toString() {
        return first.getHostAddress() + "/" + bits;
    }
}
