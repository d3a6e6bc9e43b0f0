package io.navarch.controllers.servicecidr;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * A block of addresses of one family.
 *
 * @param bits how many bits an address has
 * @param prefix how many of them all addresses of the block share
 */
record AddressBlock(BigInteger base, int bits, int prefix) {
    /** A block such as {@code 10.96.0.0/12}, or a single address. */
    static AddressBlock of(String text) {
        int slash = text.indexOf('/');
        var address = bytes(slash < 0 ? text : text.substring(0, slash));
        int bits = address.length * Byte.SIZE;
        return new AddressBlock(
                new BigInteger(1, address), bits, slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1)));
    }

    private static byte[] bytes(String literal) {
        try {
            // A literal is not looked up.
            return InetAddress.getByName(literal).getAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(literal, e);
        }
    }

    boolean contains(AddressBlock other) {
        return bits == other.bits
                && prefix <= other.prefix
                && base.shiftRight(bits - prefix).equals(other.base.shiftRight(bits - prefix));
    }
}
