package io.navarch.embedded;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * What a server shows to prove who it is.
 *
 * @param certificate in PEM
 * @param key of the certificate, an EC key in PEM (PKCS #8)
 * @param authority the certificate, in PEM, that has signed it
 */
public record ServerIdentity(String certificate, String key, String authority) {
    /** The authority as {@code caBundle} of webhook configurations and custom resource definitions has it: base 64 of the PEM. */
    public String caBundle() {
        return Base64.getEncoder().encodeToString(authority.getBytes(StandardCharsets.US_ASCII));
    }

    /** For servers that take one: {@code new HttpsConfigurator(identity.sslContext())}. */
    public SSLContext sslContext() {
        try {
            var manager = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            manager.init(keyStore(""), new char[0]);
            var context = SSLContext.getInstance("TLS");
            context.init(manager.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM cannot use the certificate: " + e.getMessage(), e);
        }
    }

    /** For servers that want a key store, of type PKCS12; the key is called {@code server}. */
    public KeyStore keyStore(String password) {
        try {
            var chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(certificate.getBytes(StandardCharsets.US_ASCII)));
            var encoded = Base64.getMimeDecoder().decode(key.replaceAll("-----[^-]+-----", ""));
            var privateKey = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(encoded));
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("server", privateKey, password.toCharArray(), chain.toArray(Certificate[]::new));
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("this JVM cannot use the certificate: " + e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return certificate;
    }
}
