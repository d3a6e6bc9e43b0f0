package io.navarch.pki;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Issues certificates in the name of one authority. Safe for use by several threads. */
public final class CertificateAuthority {
    /** How long an authority is valid; kubeadm's choice. */
    public static final Duration TEN_YEARS = Duration.ofDays(3650);

    /** Certificates begin this much in the past, for machines whose clocks are behind. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Credential credential;
    private final InstantSource time;

    public CertificateAuthority(Credential credential, InstantSource time) {
        this.credential = credential;
        this.time = time;
    }

    /** A new authority with a key of its own. */
    public static CertificateAuthority create(String commonName, InstantSource time) {
        return create(commonName, Keys.ec(), time, TEN_YEARS);
    }

    /** A new certificate for an authority over an existing key: what it issued before stays valid. */
    static CertificateAuthority create(String commonName, KeyPair keys, InstantSource time, Duration validity) {
        X500Name name = new X500NameBuilder().addRDN(BCStyle.CN, commonName).build();
        Instant now = time.instant();
        try {
            var builder = new JcaX509v3CertificateBuilder(
                    name,
                    serial(),
                    Date.from(now.minus(CLOCK_SKEW)),
                    Date.from(now.plus(validity)),
                    name,
                    keys.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            builder.addExtension(
                    Extension.keyUsage,
                    true,
                    new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment | KeyUsage.keyCertSign));
            builder.addExtension(
                    Extension.subjectKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.dNSName, commonName)));
            X509Certificate certificate = sign(builder, keys.getPrivate());
            return new CertificateAuthority(new Credential(List.of(certificate), keys.getPrivate()), time);
        } catch (IOException | GeneralSecurityException e) {
            throw new PkiException("cannot make the authority " + commonName + ": " + e.getMessage(), e);
        }
    }

    public X509Certificate certificate() {
        return credential.certificate();
    }

    public String certificatePem() {
        return credential.certificatePem();
    }

    public Credential credential() {
        return credential;
    }

    /** Whether the certificate was issued by this authority and its signature holds. */
    public boolean issued(X509Certificate certificate) {
        try {
            certificate.verify(certificate().getPublicKey());
            return certificate.getIssuerX500Principal().equals(certificate().getSubjectX500Principal());
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** Issues a certificate over a new key. */
    public Credential issue(CertificateSpec spec) {
        KeyPair keys = spec.rsaKey() ? Keys.rsa() : Keys.ec();
        return new Credential(List.of(issue(spec, keys.getPublic())), keys.getPrivate());
    }

    /** Issues a certificate over a public key that somebody else made, for example in a certificate signing request. */
    public X509Certificate issue(CertificateSpec spec, PublicKey subjectKey) {
        Instant now = time.instant();
        Instant authorityEnd = certificate().getNotAfter().toInstant();
        Instant end = now.plus(spec.validity());
        try {
            X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    X500Name.getInstance(certificate().getSubjectX500Principal().getEncoded()),
                    serial(),
                    Date.from(now.minus(CLOCK_SKEW)),
                    Date.from(end.isAfter(authorityEnd) ? authorityEnd : end),
                    subject(spec),
                    subjectKey);
            addExtensions(builder, spec);
            return sign(builder, credential.key());
        } catch (IOException | GeneralSecurityException e) {
            throw new PkiException("cannot issue a certificate for " + spec.commonName() + ": " + e.getMessage(), e);
        }
    }

    private void addExtensions(X509v3CertificateBuilder builder, CertificateSpec spec)
            throws IOException, GeneralSecurityException {
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(
                Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment));
        builder.addExtension(
                Extension.extendedKeyUsage,
                false,
                new ExtendedKeyUsage(spec.usages().stream()
                        .sorted()
                        .map(CertificateAuthority::purpose)
                        .toArray(KeyPurposeId[]::new)));
        builder.addExtension(
                Extension.authorityKeyIdentifier,
                false,
                new JcaX509ExtensionUtils()
                        .createAuthorityKeyIdentifier(certificate().getPublicKey()));
        List<GeneralName> names = new ArrayList<>();
        spec.dnsNames().stream().sorted().forEach(name -> names.add(new GeneralName(GeneralName.dNSName, name)));
        spec.addresses().stream().sorted().forEach(text -> names.add(new GeneralName(GeneralName.iPAddress, text)));
        if (!names.isEmpty()) {
            builder.addExtension(
                    Extension.subjectAlternativeName, false, new GeneralNames(names.toArray(GeneralName[]::new)));
        }
    }

    private static KeyPurposeId purpose(CertificateSpec.Usage usage) {
        return switch (usage) {
            case CLIENT -> KeyPurposeId.id_kp_clientAuth;
            case SERVER -> KeyPurposeId.id_kp_serverAuth;
        };
    }

    private static X500Name subject(CertificateSpec spec) {
        X500NameBuilder name = new X500NameBuilder();
        // Each group is an O of its own; Go's crypto/x509 reads them in any order.
        ASN1ObjectIdentifier organization = BCStyle.O;
        spec.organizations().forEach(group -> name.addRDN(organization, group));
        return name.addRDN(BCStyle.CN, spec.commonName()).build();
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key)
            throws GeneralSecurityException {
        String algorithm = key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder(algorithm).build(key)));
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private static BigInteger serial() {
        return new BigInteger(63, RANDOM).add(BigInteger.ONE);
    }
}
