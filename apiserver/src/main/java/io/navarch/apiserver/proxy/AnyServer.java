package io.navarch.apiserver.proxy;

import io.navarch.pki.Credential;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS to servers whose certificates are not checked. Upstream trusts any kubelet unless it is given an authority, since kubelets
 * sign their own serving certificates when nobody gave them one, and any pod or service that is proxied to.
 */
final class AnyServer {
    private final @Nullable Credential credential;
    private volatile @Nullable SSLContext context;

    AnyServer() {
        this.credential = null;
    }

    /** @param credential what is shown to the server */
    AnyServer(Credential credential) {
        this.credential = credential;
    }

    SSLContext context() {
        var known = context;
        if (known == null) {
            known = newContext();
            context = known;
        }
        return known;
    }

    private SSLContext newContext() {
        try {
            var made = SSLContext.getInstance("TLS");
            made.init(keys(), new TrustManager[] {new Trusting()}, null);
            return made;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the client certificate cannot be used: " + e.getMessage(), e);
        }
    }

    private KeyManager @Nullable [] keys() {
        if (credential == null) {
            return null;
        }
        return new KeyManager[] {credential.keyManager()};
    }

    private static final class Trusting extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
