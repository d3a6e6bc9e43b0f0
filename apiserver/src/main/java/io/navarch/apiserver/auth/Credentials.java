package io.navarch.apiserver.auth;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;

/**
 * What a request shows to say who sends it.
 *
 * @param certificates the client's chain, its own first; empty without one
 * @param authorization the Authorization header, or ""
 * @param webSocketProtocols the Sec-WebSocket-Protocol header, or "": browsers put their token there
 */
public record Credentials(List<X509Certificate> certificates, String authorization, String webSocketProtocols) {
    private static final String BEARER = "bearer ";
    private static final String WEB_SOCKET_BEARER = "base64url.bearer.authorization.k8s.io.";

    /** The bearer token, or "". */
    public String token() {
        if (authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return authorization.substring(BEARER.length()).strip();
        }
        if (webSocketProtocols.contains(WEB_SOCKET_BEARER)) {
            for (var protocol : webSocketProtocols.split(",")) {
                var name = protocol.strip();
                if (name.startsWith(WEB_SOCKET_BEARER)) {
                    return decoded(name.substring(WEB_SOCKET_BEARER.length()));
                }
            }
        }
        return "";
    }

    private static String decoded(String token) {
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // What is no base64 is no token that anybody knows.
            return "invalid";
        }
    }
}
