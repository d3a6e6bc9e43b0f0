package io.navarch.network.dns;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Address;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** Makes names and addresses of DNS from text. */
final class Names {
    private Names() {}

    /** The absolute name, with or without its final dot. */
    static Name parse(String text) {
        try {
            return Name.fromString(text, Name.root);
        } catch (TextParseException e) {
            throw new IllegalArgumentException("not a domain name: " + text, e);
        }
    }

    /** The name below the domain, or null if it would be too long or is no name. */
    static @Nullable Name below(String text, Name domain) {
        try {
            return Name.fromString(text, domain);
        } catch (TextParseException e) {
            return null;
        }
    }

    /** The longest of the zones that the name lies in, or null. */
    static @Nullable Name zoneOf(Name name, List<Name> zones) {
        Name best = null;
        for (var zone : zones) {
            if (name.subdomain(zone) && (best == null || zone.labels() > best.labels())) {
                best = zone;
            }
        }
        return best;
    }

    /** The bytes of an IP address, or null if the text is none. */
    static byte @Nullable [] address(String ip) {
        return Address.toByteArray(ip, ip.indexOf(':') < 0 ? Address.IPv4 : Address.IPv6);
    }

    /** One spelling of all those that an IPv6 address has; other text as it is. */
    static String canonical(String ip) {
        if (ip.indexOf(':') < 0) {
            return ip;
        }
        var bytes = address(ip);
        try {
            return bytes == null ? ip : InetAddress.getByAddress(bytes).getHostAddress();
        } catch (UnknownHostException e) {
            return ip;
        }
    }

    /** The address that a name under {@code in-addr.arpa} or {@code ip6.arpa} stands for, in its canonical spelling. */
    static Optional<String> reversed(Name name) {
        try {
            return Optional.of(ReverseMap.fromName(name).getHostAddress());
        } catch (UnknownHostException | RuntimeException e) {
            return Optional.empty();
        }
    }

    /** An A or AAAA record, or null if the address is not of the type's family. */
    static @Nullable Record addressRecord(Name owner, int type, long ttl, String ip) {
        boolean six = ip.indexOf(':') >= 0;
        if (six != (type == Type.AAAA)) {
            return null;
        }
        var bytes = address(ip);
        if (bytes == null) {
            return null;
        }
        try {
            var address = InetAddress.getByAddress(bytes);
            return six ? new AAAARecord(owner, DClass.IN, ttl, address) : new ARecord(owner, DClass.IN, ttl, address);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(ip, e);
        }
    }
}
