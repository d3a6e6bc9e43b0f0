package io.navarch.apiserver.cel.library;

import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import io.navarch.apiserver.cel.library.FunctionLibrary.Arg;

/** {@code ip}, {@code isIP}, {@code ip.isCanonical} and what an address is. */
final class IpLibrary {
    static final Arg<IpAddress> IP = new Arg<>(OpaqueType.create("net.IP"), IpAddress.class);

    private IpLibrary() {}

    static FunctionLibrary library() {
        return new FunctionLibrary()
                .function("ip", IP.type(), Args.STRING, IpLibrary::parse)
                .function("isIP", SimpleType.BOOL, Args.STRING, text -> IpAddress.parse(text) != null)
                .function("ip.isCanonical", SimpleType.BOOL, Args.STRING, text -> parse(text)
                        .toString()
                        .equals(text))
                .function("string", SimpleType.STRING, IP, IpAddress::toString)
                .member("family", SimpleType.INT, IP, ip -> (long) ip.family())
                .member("isUnspecified", SimpleType.BOOL, IP, ip -> ip.address().isAnyLocalAddress())
                .member("isLoopback", SimpleType.BOOL, IP, ip -> ip.address().isLoopbackAddress())
                .member(
                        "isLinkLocalMulticast",
                        SimpleType.BOOL,
                        IP,
                        ip -> ip.address().isMCLinkLocal() || isLocalControlBlock(ip))
                .member("isLinkLocalUnicast", SimpleType.BOOL, IP, ip -> ip.address()
                        .isLinkLocalAddress())
                .member("isGlobalUnicast", SimpleType.BOOL, IP, IpLibrary::isGlobalUnicast);
    }

    static IpAddress parse(String text) {
        var ip = IpAddress.parse(text);
        if (ip == null) {
            throw new IllegalArgumentException("IP Address \"" + text + "\" parse error during conversion from string");
        }
        return ip;
    }

    /** 224.0.0.0/24. */
    private static boolean isLocalControlBlock(IpAddress ip) {
        var bytes = ip.bytes();
        return bytes.length == 4 && (bytes[0] & 0xff) == 224 && bytes[1] == 0 && bytes[2] == 0;
    }

    private static boolean isGlobalUnicast(IpAddress ip) {
        var address = ip.address();
        var bytes = ip.bytes();
        boolean broadcast = bytes.length == 4 && bytes[0] == -1 && bytes[1] == -1 && bytes[2] == -1 && bytes[3] == -1;
        return !broadcast
                && !address.isAnyLocalAddress()
                && !address.isLoopbackAddress()
                && !address.isMulticastAddress()
                && !address.isLinkLocalAddress();
    }
}
