package io.navarch.pki;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * A certificate with its private key: what a server or client shows to prove who it is.
 *
 * @param chain the certificate first, then any intermediate authorities
 */
public record Credential(List<X509Certificate> chain, PrivateKey key) {
    public Credential {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new PkiException("a credential needs a certificate");
        }
    }

    /** Reads a credential from its two PEM texts. */
    public static Credential of(String certificatePem, String keyPem) {
        return new Credential(Pem.certificates(certificatePem), Pem.privateKey(keyPem));
    }

    public X509Certificate certificate() {
        return chain.getFirst();
    }

    public String certificatePem() {
        return Pem.ofCertificates(chain);
    }

    public String keyPem() {
        return Pem.of(key);
    }

    /** What a TLS context needs to show this credential. */
    public X509ExtendedKeyManager keyManager() {
        return new CredentialKeys(this);
    }

    /** A key store in memory that trusts the given authorities. */
    public static KeyStore trustStore(Collection<X509Certificate> authorities) {
        try {
            KeyStore store = emptyKeyStore();
            int number = 0;
            for (X509Certificate authority : authorities) {
                store.setCertificateEntry("authority-" + number++, authority);
            }
            return store;
        } catch (GeneralSecurityException e) {
            throw new PkiException("cannot make a trust store: " + e.getMessage(), e);
        }
    }

    private static KeyStore emptyKeyStore() throws GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try {
            store.load(null, null);
        } catch (IOException e) {
            throw new PkiException("cannot make an empty key store: " + e.getMessage(), e);
        }
        return store;
    }
}
