package io.navarch.bench.http2;

import java.net.URI;
import java.util.Map;
import javax.net.ssl.SSLContext;

/** The server under load and who calls it. */
public record Target(URI server, SSLContext tls, String token) {
    String authority() {
        return server.getHost() + ":" + port();
    }

    int port() {
        return server.getPort() < 0 ? 443 : server.getPort();
    }

    Map<String, String> headers() {
        return token.isEmpty()
                ? Map.of("user-agent", "navarch-bench")
                : Map.of("user-agent", "navarch-bench", "authorization", "Bearer " + token);
    }

    /** The same server, called by somebody else. */
    public Target as(String otherToken) {
        return new Target(server, tls, otherToken);
    }
}
