package io.navarch.apiserver.proxy;

import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * A server behind this one.
 *
 * @param tls the context of a TLS connection; plain without one
 */
record Backend(String host, int port, Optional<SSLContext> tls) {
    /** {@code host:port}, with brackets around IPv6 addresses. */
    String authority() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    String url(String path) {
        return (tls.isPresent() ? "https://" : "http://") + authority() + path;
    }
}
