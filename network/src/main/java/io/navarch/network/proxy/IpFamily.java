package io.navarch.network.proxy;

/** The address family that a proxy serves. */
public enum IpFamily {
    IPV4("iptables", "IPv4", 32),
    IPV6("ip6tables", "IPv6", 128);

    private final String program;
    private final String addressType;
    private final int bits;

    IpFamily(String program, String addressType, int bits) {
        this.program = program;
        this.addressType = addressType;
        this.bits = bits;
    }

    String program() {
        return program;
    }

    /** The name in EndpointSlices and in {@code spec.ipFamilies}. */
    String addressType() {
        return addressType;
    }

    int bits() {
        return bits;
    }

    boolean matches(String addressOrRange) {
        return (addressOrRange.indexOf(':') >= 0) == (this == IPV6);
    }
}
