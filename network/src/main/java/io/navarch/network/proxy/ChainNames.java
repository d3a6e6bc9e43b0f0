package io.navarch.network.proxy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Names of chains as upstream makes them: a prefix and sixteen characters of a hash, since the kernel allows 28 in all. */
final class ChainNames {
    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int HASHED = 16;

    private ChainNames() {}

    /** The chain that spreads a service port's traffic over all its pods. */
    static String service(ServicePortEndpoints port) {
        return "KUBE-SVC-" + hash(port.name() + port.protocol());
    }

    /** The same over the pods of this node. */
    static String local(ServicePortEndpoints port) {
        return "KUBE-SVL-" + hash(port.name() + port.protocol());
    }

    /** The chain for a service port's traffic from outside. */
    static String external(ServicePortEndpoints port) {
        return "KUBE-EXT-" + hash(port.name() + port.protocol());
    }

    /** The chain that translates to one pod. */
    static String endpoint(ServicePortEndpoints port, ServicePortEndpoints.Target target) {
        return "KUBE-SEP-" + hash(port.name() + port.protocol() + target.ip() + ":" + target.port());
    }

    private static String hash(String text) {
        byte[] digest;
        try {
            digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        var out = new StringBuilder(HASHED);
        int buffer = 0;
        int bits = 0;
        for (int i = 0; out.length() < HASHED; ) {
            if (bits < 5) {
                buffer = buffer << 8 | digest[i++] & 0xFF;
                bits += 8;
            }
            out.append(BASE32.charAt(buffer >> bits - 5 & 31));
            bits -= 5;
        }
        return out.toString();
    }
}
