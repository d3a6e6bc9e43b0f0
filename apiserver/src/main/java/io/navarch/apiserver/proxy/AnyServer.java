package io.navarch.apiserver.proxy;

import io.navarch.pki.Credential;
import io.navarch.pki.TrustAll;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
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
            made.init(keys(), TrustAll.managers(), null);
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
}
