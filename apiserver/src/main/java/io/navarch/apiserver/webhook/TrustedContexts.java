package io.navarch.apiserver.webhook;

import io.navarch.pki.Credential;
import io.navarch.pki.Pem;
import io.navarch.pki.PkiException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** TLS contexts by the authorities that they trust. Thread-safe. */
final class TrustedContexts {
    /** Bundles change when they are renewed; what is no longer asked for is forgotten with the rest. */
    private static final int KEPT = 256;

    private final Map<String, SSLContext> contexts = new ConcurrentHashMap<>();

    /** @param authorities a PEM bundle; "" for those that the machine trusts */
    SSLContext trusting(String authorities) throws IOException {
        var known = contexts.get(authorities);
        if (known != null) {
            return known;
        }
        try {
            var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(authorities.isEmpty() ? null : keyStore(authorities));
            var context = SSLContext.getInstance("TLS");
            context.init(null, factory.getTrustManagers(), null);
            if (contexts.size() >= KEPT) {
                contexts.clear();
            }
            contexts.put(authorities, context);
            return context;
        } catch (GeneralSecurityException | PkiException e) {
            throw new IOException("unable to load root certificates: " + e.getMessage(), e);
        }
    }

    private static KeyStore keyStore(String authorities) throws IOException {
        var certificates = Pem.certificates(authorities);
        if (certificates.isEmpty()) {
            throw new IOException("unable to load root certificates: unable to parse bytes as PEM block");
        }
        return Credential.trustStore(certificates);
    }
}
