package io.navarch.apiserver.http;

import io.navarch.pki.Credential;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * What the server shows its clients.
 *
 * @param clientAuthorities whose certificates clients are invited to show
 */
public record TlsIdentity(Credential serving, List<X509Certificate> clientAuthorities) {
    SSLContext context() {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(
                    new KeyManager[] {serving.keyManager()},
                    new TrustManager[] {new Inviting(clientAuthorities)},
                    null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the serving certificate cannot be used: " + e.getMessage(), e);
        }
    }

    /**
     * Invites certificates of the client authorities and lets any pass: the authenticator judges them, so that a client with a
     * bad certificate hears 401, not a broken handshake.
     */
    private static final class Inviting extends X509ExtendedTrustManager {
        private final X509Certificate[] authorities;

        Inviting(List<X509Certificate> authorities) {
            this.authorities = authorities.toArray(X509Certificate[]::new);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            throw new UnsupportedOperationException("this is a server");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
            throw new UnsupportedOperationException("this is a server");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
            throw new UnsupportedOperationException("this is a server");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return authorities.clone();
        }
    }
}
