package io.navarch.apiserver.proxy;

import java.io.IOException;
import java.net.Socket;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A server behind this one.
 *
 * @param tls the context of a TLS connection; plain without one
 * @param door by which a node of this process is entered, null for those that the network leads to
 * @param certifiedName whom the server's certificate must name, null if any will do
 */
record Backend(
        String host,
        int port,
        Optional<SSLContext> tls,
        LocalDoors.@Nullable Door door,
        @Nullable String certifiedName) {
    Backend(String host, int port, Optional<SSLContext> tls) {
        this(host, port, tls, null, null);
    }

    Backend(String host, int port, Optional<SSLContext> tls, LocalDoors.@Nullable Door door) {
        this(host, port, tls, door, null);
    }

    Socket connect(NodeDialer dialer) throws IOException {
        return DialFailure.worded(this, () -> door == null ? dialer.dial(host, port) : door.enter());
    }

    /** {@code host:port}, with brackets around IPv6 addresses. */
    String authority() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    String url(String path) {
        return (tls.isPresent() ? "https://" : "http://") + authority() + path;
    }
}
