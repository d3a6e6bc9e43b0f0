package io.navarch.network.proxy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The names of the chains that belong to one service port: a prefix and sixteen characters of a hash, as upstream's. */
final class ChainNames {
    static final String SERVICE = "KUBE-SVC-";
    static final String SERVICE_LOCAL = "KUBE-SVL-";
    static final String EXTERNAL = "KUBE-EXT-";
    static final String FIREWALL = "KUBE-FW-";
    static final String ENDPOINT = "KUBE-SEP-";

    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int LENGTH = 16;

    private ChainNames() {}

    static String of(String prefix, ServicePortName port, String protocol) {
        return prefix + hash(port + protocol);
    }

    static String ofEndpoint(ServicePortName port, String protocol, String target) {
        return ENDPOINT + hash(port + protocol + target);
    }

    /** Whether the chain is of one service and may be removed when that is gone. */
    static boolean isOfService(String chain) {
        return chain.startsWith(SERVICE)
                || chain.startsWith(SERVICE_LOCAL)
                || chain.startsWith(EXTERNAL)
                || chain.startsWith(FIREWALL)
                || chain.startsWith(ENDPOINT);
    }

    private static String hash(String text) {
        byte[] digest;
        try {
            digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        var name = new StringBuilder(LENGTH);
        for (int bit = 0; name.length() < LENGTH; bit += 5) {
            int two = (digest[bit / 8] & 0xff) << 8 | (digest[bit / 8 + 1] & 0xff);
            name.append(BASE32.charAt(two >> (11 - bit % 8) & 31));
        }
        return name.toString();
    }
}
