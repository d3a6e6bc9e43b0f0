package io.navarch.pki;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** The PEM form (RFC 7468) of certificates and keys. Keys are written as PKCS#8; PKCS#1 and SEC1 are read too. */
public final class Pem {
    private static final Pattern PKCS8 =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    private Pem() {}

    /** The certificates, one block each, in the order given. */
    public static String ofCertificates(List<X509Certificate> certificates) {
        StringBuilder text = new StringBuilder();
        for (X509Certificate certificate : certificates) {
            text.append(of(certificate));
        }
        return text.toString();
    }

    /** The certificate as one {@code CERTIFICATE} block. */
    public static String of(X509Certificate certificate) {
        try {
            return block("CERTIFICATE", certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new PkiException("cannot encode the certificate of " + certificate.getSubjectX500Principal(), e);
        }
    }

    /** The private key as a PKCS#8 {@code PRIVATE KEY} block. */
    public static String of(PrivateKey key) {
        return block("PRIVATE KEY", encoded(key));
    }

    /** The public key as a {@code PUBLIC KEY} block. */
    public static String of(PublicKey key) {
        return block("PUBLIC KEY", encoded(key));
    }

    /** A block of any kind, for example {@code CERTIFICATE REQUEST}. */
    public static String block(String label, byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }

    /**
     * All certificates in the text, in order.
     *
     * @throws PkiException if there is none or one cannot be read
     */
    public static List<X509Certificate> certificates(String pem) {
        List<X509Certificate> found = new ArrayList<>();
        try {
            byte[] bytes = pem.getBytes(StandardCharsets.US_ASCII);
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (Certificate certificate : factory.generateCertificates(new ByteArrayInputStream(bytes))) {
                found.add((X509Certificate) certificate);
            }
        } catch (GeneralSecurityException e) {
            throw new PkiException("not a PEM certificate: " + e.getMessage(), e);
        }
        if (found.isEmpty()) {
            throw new PkiException("no PEM certificate found");
        }
        return List.copyOf(found);
    }

    /**
     * The first private key in the text.
     *
     * @throws PkiException if there is none or it cannot be read
     */
    public static PrivateKey privateKey(String pem) {
        Matcher plain = PKCS8.matcher(pem);
        if (plain.find()) {
            return pkcs8(Base64.getMimeDecoder().decode(plain.group(1)));
        }
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
            for (Object part = parser.readObject(); part != null; part = parser.readObject()) {
                if (part instanceof PEMKeyPair pair) {
                    return converter.getPrivateKey(pair.getPrivateKeyInfo());
                }
                if (part instanceof PrivateKeyInfo info) {
                    return converter.getPrivateKey(info);
                }
            }
        } catch (IOException e) {
            throw new PkiException("not a PEM private key: " + e.getMessage(), e);
        }
        throw new PkiException("no PEM private key found");
    }

    /**
     * All public keys in the text; of a private key or a certificate its public key.
     *
     * @throws PkiException if there is none or one cannot be read
     */
    public static List<PublicKey> publicKeys(String pem) {
        List<PublicKey> found = new ArrayList<>();
        if (pem.contains("-----BEGIN CERTIFICATE-----")) {
            certificates(pem).forEach(certificate -> found.add(certificate.getPublicKey()));
        }
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
            for (Object part = parser.readObject(); part != null; part = parser.readObject()) {
                if (part instanceof SubjectPublicKeyInfo info) {
                    found.add(converter.getPublicKey(info));
                } else if (part instanceof PEMKeyPair pair) {
                    found.add(converter.getPublicKey(pair.getPublicKeyInfo()));
                } else if (part instanceof PrivateKeyInfo info) {
                    found.add(Keys.publicKeyOf(converter.getPrivateKey(info)));
                }
            }
        } catch (IOException e) {
            throw new PkiException("not a PEM key: " + e.getMessage(), e);
        }
        if (found.isEmpty()) {
            throw new PkiException("no PEM public key found");
        }
        return List.copyOf(found);
    }

    /** What this class writes is read by the JDK alone, which starts faster than a parser that knows everything. */
    private static PrivateKey pkcs8(byte[] der) {
        for (String algorithm : new String[] {"EC", "RSA"}) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (GeneralSecurityException e) {
                // A key of the other algorithm, or none at all.
                continue;
            }
        }
        throw new PkiException("a PEM private key that is neither EC nor RSA");
    }

    private static byte[] encoded(Key key) {
        byte[] der = key.getEncoded();
        if (der == null) {
            throw new PkiException("a " + key.getAlgorithm() + " key that cannot be written");
        }
        return der;
    }
}
