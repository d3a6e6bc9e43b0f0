package io.navarch.apiserver.cel.library;

import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import io.navarch.apiserver.cel.library.FunctionLibrary.Arg;

/** {@code cidr}, {@code isCIDR} and what a range contains. */
final class CidrLibrary {
    private static final Arg<CidrRange> CIDR = new Arg<>(OpaqueType.create("net.CIDR"), CidrRange.class);

    private CidrLibrary() {}

    static FunctionLibrary library() {
        return new FunctionLibrary()
                .function("cidr", CIDR.type(), Args.STRING, CidrLibrary::parse)
                .function("isCIDR", SimpleType.BOOL, Args.STRING, text -> CidrRange.parse(text) != null)
                .function("string", SimpleType.STRING, CIDR, CidrRange::toString)
                .member("containsIP", SimpleType.BOOL, CIDR, IpLibrary.IP, CidrRange::contains)
                .member(
                        "containsIP",
                        SimpleType.BOOL,
                        CIDR,
                        Args.STRING,
                        (range, text) -> range.contains(IpLibrary.parse(text)))
                .member("containsCIDR", SimpleType.BOOL, CIDR, CIDR, CidrRange::contains)
                .member(
                        "containsCIDR",
                        SimpleType.BOOL,
                        CIDR,
                        Args.STRING,
                        (range, text) -> range.contains(parse(text)))
                .member("ip", IpLibrary.IP.type(), CIDR, CidrRange::ip)
                .member("masked", CIDR.type(), CIDR, CidrRange::masked)
                .member("prefixLength", SimpleType.INT, CIDR, range -> (long) range.prefixLength());
    }

    private static CidrRange parse(String text) {
        var range = CidrRange.parse(text);
        if (range == null) {
            throw new IllegalArgumentException("CIDR \"" + text + "\" parse error during conversion from string");
        }
        return range;
    }
}
