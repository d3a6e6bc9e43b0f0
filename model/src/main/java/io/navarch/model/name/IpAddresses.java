package io.navarch.model.name;

import java.util.List;
import java.util.Locale;

/** IP addresses and address blocks as texts; nothing is ever looked up. */
public final class IpAddresses {
    private static final String FAULT = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";

    private IpAddresses() {}

    /** What is wrong with {@code text} as an address. */
    public static List<String> faults(String text) {
        return isIp(text) ? List.of() : List.of(FAULT);
    }

    /** What is wrong with {@code text} as the name of the object of an address. */
    public static List<String> nameFaults(String text) {
        if (!isIp(text)) {
            return List.of("ParseAddr(" + GoSyntax.quote(text) + "): unable to parse IP");
        }
        return text.equals(text.toLowerCase(Locale.ROOT))
                ? List.of()
                : List.of("must be a canonical format IP address");
    }

    /** What is wrong with {@code text} as a block such as {@code 10.0.0.0/8}. */
    public static List<String> cidrFaults(String text) {
        return isCidr(text) ? List.of() : List.of("must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)");
    }

    /** Whether it is an address of either family. */
    public static boolean isIp(String text) {
        return isIpv4(text) || isIpv6(text);
    }

    /** Four decimal numbers without leading zeros. */
    public static boolean isIpv4(String text) {
        var parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return false;
        }
        for (var part : parts) {
            if (!isNumber(part, 3) || (part.length() > 1 && part.charAt(0) == '0') || Integer.parseInt(part) > 255) {
                return false;
            }
        }
        return true;
    }

    /** Eight groups of hexadecimal digits, of which one run of zeros may be left out; the last two may be an IPv4 address. */
    public static boolean isIpv6(String text) {
        if (text.indexOf(':') < 0) {
            return false;
        }
        int gap = text.indexOf("::");
        if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
            return false;
        }
        if (gap < 0) {
            return groups(text, true) == 8;
        }
        var before = text.substring(0, gap);
        var after = text.substring(gap + 2);
        int first = before.isEmpty() ? 0 : groups(before, false);
        int second = after.isEmpty() ? 0 : groups(after, true);
        return first >= 0 && second >= 0 && first + second < 8;
    }

    /** Whether it is an address, a slash and a prefix length. */
    public static boolean isCidr(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return false;
        }
        var address = text.substring(0, slash);
        var length = text.substring(slash + 1);
        if (!isNumber(length, 3) || (length.length() > 1 && length.charAt(0) == '0')) {
            return false;
        }
        int bits = Integer.parseInt(length);
        return (isIpv4(address) && bits <= 32) || (isIpv6(address) && bits <= 128);
    }

    /** How many 16-bit groups the text holds, or -1 if it is malformed. */
    private static int groups(String text, boolean mayEndInIpv4) {
        var parts = text.split(":", -1);
        int count = 0;
        for (int i = 0; i < parts.length; i++) {
            if (i == parts.length - 1 && mayEndInIpv4 && isIpv4(parts[i])) {
                count += 2;
            } else if (parts[i].matches("[0-9a-fA-F]{1,4}")) {
                count++;
            } else {
                return -1;
            }
        }
        return count;
    }

    private static boolean isNumber(String text, int digits) {
        return !text.isEmpty() && text.length() <= digits && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
