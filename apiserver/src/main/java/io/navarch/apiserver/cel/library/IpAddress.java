package io.navarch.apiserver.cel.library;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An address, IPv4 or IPv6, without zone. */
record IpAddress(InetAddress address) {
    private static final Pattern IPV4 =
            Pattern.compile("(0|[1-9][0-9]{0,2})\\.(0|[1-9][0-9]{0,2})\\.(0|[1-9][0-9]{0,2})\\.(0|[1-9][0-9]{0,2})");

    /** Null if the text is no address; addresses of IPv4 within IPv6 are refused, as upstream does. */
    static @Nullable IpAddress parse(String text) {
        boolean v6 = text.indexOf(':') >= 0;
        if (v6
                ? text.indexOf('%') >= 0 || text.indexOf('[') >= 0
                : !IPV4.matcher(text).matches()) {
            return null;
        }
        try {
            var address = InetAddress.getByName(text);
            return v6 == address instanceof Inet4Address ? null : new IpAddress(address);
        } catch (UnknownHostException e) {
            return null;
        }
    }

    int family() {
        return address instanceof Inet4Address ? 4 : 6;
    }

    byte[] bytes() {
        return address.getAddress();
    }

    /** The canonical text: RFC 5952. */
    @Override
    public String toString() {
        return family() == 4 ? address.getHostAddress() : compressed(bytes());
    }

    private static String compressed(byte[] bytes) {
        var groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = (bytes[2 * i] & 0xff) << 8 | bytes[2 * i + 1] & 0xff;
        }
        int bestStart = -1;
        int bestLength = 1;
        for (int i = 0; i < 8; i++) {
            int j = i;
            while (j < 8 && groups[j] == 0) {
                j++;
            }
            if (j - i > bestLength) {
                bestStart = i;
                bestLength = j - i;
            }
            i = Math.max(i, j - 1);
        }
        var text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == bestStart) {
                text.append("::");
                i += bestLength - 1;
                continue;
            }
            if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }
}
