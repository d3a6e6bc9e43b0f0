package io.navarch.kubelet.server;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** Finds out who sent a request. Thread-safe; may block. */
@FunctionalInterface
public interface Authenticator {
    /**
     * The caller, or empty if this authenticator cannot tell.
     *
     * @param certificates what the client showed in the TLS handshake, its own first; not yet verified
     * @param token the bearer token, "" without one
     */
    Optional<Caller> authenticate(List<X509Certificate> certificates, String token);

    /** The first of several that can tell. */
    static Authenticator anyOf(List<Authenticator> authenticators) {
        return (certificates, token) -> authenticators.stream()
                .flatMap(authenticator -> authenticator.authenticate(certificates, token).stream())
                .findFirst();
    }
}
