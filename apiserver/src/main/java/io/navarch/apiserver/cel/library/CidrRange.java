package io.navarch.apiserver.cel.library;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** A range of addresses: {@code 10.0.0.0/8}. The address keeps its bits below the prefix. */
record CidrRange(IpAddress ip, int prefixLength) {

    /** Null if the text is no range. */
    static @Nullable CidrRange parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return null;
        }
        var ip = IpAddress.parse(text.substring(0, slash));
        var digits = text.substring(slash + 1);
        if (ip == null || !digits.matches("0|[1-9][0-9]{0,2}")) {
            return null;
        }
        int length = Integer.parseInt(digits);
        return length > ip.bytes().length * 8 ? null : new CidrRange(ip, length);
    }

    boolean contains(IpAddress other) {
        return other.family() == ip.family() && prefix(other.bytes()).equals(prefix(ip.bytes()));
    }

    boolean contains(CidrRange other) {
        return other.prefixLength >= prefixLength && contains(other.ip);
    }

    CidrRange masked() {
        return new CidrRange(prefix(ip.bytes()), prefixLength);
    }

    private IpAddress prefix(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            int bits = Math.clamp(prefixLength - 8L * i, 0, 8);
            bytes[i] &= (byte) (0xff << (8 - bits));
        }
        try {
            return new IpAddress(InetAddress.getByAddress(bytes));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Override
    public String toString() {
        return ip + "/" + prefixLength;
    }
}
