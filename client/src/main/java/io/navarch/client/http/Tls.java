package io.navarch.client.http;

import io.navarch.pki.Credential;
import io.navarch.pki.Pem;
import io.navarch.pki.PkiException;
import io.navarch.pki.TrustAll;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Makes the TLS context that a kubeconfig asks for. */
final class Tls {
    private Tls() {}

    static SSLContext context(Kubeconfig config) {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(keys(config), trust(config), null);
            return context;
        } catch (GeneralSecurityException | PkiException e) {
            throw new IllegalArgumentException(
                    "the credentials for " + config.server() + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static KeyManager @Nullable [] keys(Kubeconfig config) {
        if (config.keyPem().isEmpty()) {
            return null;
        }
        return new KeyManager[] {
            Credential.of(config.certificatePem(), config.keyPem()).keyManager()
        };
    }

    private static TrustManager @Nullable [] trust(Kubeconfig config) throws GeneralSecurityException {
        if (config.skipVerify()) {
            return TrustAll.managers();
        }
        if (config.caPem().isEmpty()) {
            return null;
        }
        var store = Credential.trustStore(Pem.certificates(config.caPem()));
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }
}
