package io.navarch.streaming.upgrade;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * Where to connect.
 *
 * @param tls the context of a TLS connection, with its trust and our certificate; plain TCP without one
 * @param verifyName whether the server's certificate must name the host
 */
public record UpgradeTarget(String host, int port, Optional<SSLContext> tls, boolean verifyName) {
    public static UpgradeTarget plain(String host, int port) {
        return new UpgradeTarget(host, port, Optional.empty(), false);
    }

    public static UpgradeTarget tls(String host, int port, SSLContext context, boolean verifyName) {
        return new UpgradeTarget(host, port, Optional.of(context), verifyName);
    }

    InetAddress address() throws UnknownHostException {
        return InetAddress.getByName(host);
    }

    /** As it stands in the Host header. */
    String authority() {
        return (host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host) + ":" + port;
    }
}
