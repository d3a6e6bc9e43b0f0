package io.navarch.pki;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.KeyPair;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;

/**
 * Keeps credentials over restarts: hands out what the files hold while it is good, makes it anew when it is missing, near
 * its end, of another authority, or does not say what is wanted.
 */
final class CredentialShelf {
    /** A certificate with less than this left is renewed. */
    static final Duration RENEW_BEFORE = Duration.ofDays(30);

    private final PemFiles files;
    private final InstantSource time;
    private final Duration authorityValidity;

    CredentialShelf(PemFiles files, InstantSource time, Duration authorityValidity) {
        this.files = files;
        this.time = time;
        this.authorityValidity = authorityValidity;
    }

    CertificateAuthority authority(String name, String commonName) {
        Optional<Credential> stored = read(name);
        if (stored.isPresent() && lasts(stored.get().certificate())) {
            return new CertificateAuthority(stored.get(), time);
        }
        KeyPair keys = stored.map(old -> new KeyPair(old.certificate().getPublicKey(), old.key()))
                .orElseGet(Keys::ec);
        CertificateAuthority fresh = CertificateAuthority.create(commonName, keys, time, authorityValidity);
        write(name, fresh.credential());
        return fresh;
    }

    Credential credential(String name, CertificateAuthority authority, CertificateSpec spec) {
        Optional<Credential> stored = read(name);
        if (stored.isPresent() && isGood(stored.get().certificate(), authority, spec)) {
            return stored.get();
        }
        Credential fresh = authority.issue(spec);
        write(name, fresh);
        return fresh;
    }

    /** The key that signs service account tokens; never renewed, for that would end every token. */
    KeyPair signingKey(String name, SigningAlgorithm algorithm) {
        Optional<String> stored = files.read(name + ".key");
        if (stored.isPresent()) {
            var key = Pem.privateKey(stored.get());
            return new KeyPair(Keys.publicKeyOf(key), key);
        }
        KeyPair fresh =
                switch (algorithm) {
                    case RS256 -> Keys.rsa();
                    case ES256 -> Keys.ec();
                };
        files.write(name + ".pub", Pem.of(fresh.getPublic()));
        files.write(name + ".key", Pem.of(fresh.getPrivate()));
        return fresh;
    }

    private Optional<Credential> read(String name) {
        Optional<String> certificate = files.read(name + ".crt");
        Optional<String> key = files.read(name + ".key");
        return certificate.isPresent() && key.isPresent()
                ? Optional.of(Credential.of(certificate.get(), key.get()))
                : Optional.empty();
    }

    private void write(String name, Credential credential) {
        // The key first: a certificate without its key is made anew at the next start, never used.
        files.write(name + ".key", credential.keyPem());
        files.write(name + ".crt", credential.certificatePem());
    }

    private boolean isGood(X509Certificate certificate, CertificateAuthority authority, CertificateSpec spec) {
        return lasts(certificate)
                && authority.issued(certificate)
                && certificate.getPublicKey().getAlgorithm().equals("RSA") == spec.rsaKey()
                && subjectOf(certificate).equals(new Subject(spec.commonName(), Set.copyOf(spec.organizations())))
                && alternativeNames(certificate).containsAll(wantedNames(spec));
    }

    private boolean lasts(X509Certificate certificate) {
        Instant now = time.instant();
        return certificate.getNotAfter().toInstant().isAfter(now.plus(RENEW_BEFORE))
                && !certificate.getNotBefore().toInstant().isAfter(now);
    }

    private record Subject(String commonName, Set<String> organizations) {}

    private static Subject subjectOf(X509Certificate certificate) {
        String commonName = "";
        Set<String> organizations = new TreeSet<>();
        try {
            for (var part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
                if (part.getType().equals("CN")) {
                    commonName = String.valueOf(part.getValue());
                } else if (part.getType().equals("O")) {
                    organizations.add(String.valueOf(part.getValue()));
                }
            }
        } catch (InvalidNameException e) {
            throw new PkiException("a certificate with a broken subject: " + e.getMessage(), e);
        }
        return new Subject(commonName, Set.copyOf(organizations));
    }

    private static Set<String> wantedNames(CertificateSpec spec) {
        Set<String> names = new TreeSet<>(spec.dnsNames());
        spec.addresses().forEach(address -> names.add(canonical(address)));
        return names;
    }

    private static Set<String> alternativeNames(X509Certificate certificate) {
        Set<String> names = new TreeSet<>();
        try {
            Collection<List<?>> entries = certificate.getSubjectAlternativeNames();
            for (List<?> entry : entries == null ? List.<List<?>>of() : entries) {
                String text = String.valueOf(entry.get(1));
                names.add(Integer.valueOf(7).equals(entry.get(0)) ? canonical(text) : text);
            }
        } catch (CertificateParsingException e) {
            return Set.of();
        }
        return names;
    }

    private static String canonical(String address) {
        try {
            return CertificateSpec.textOf(InetAddress.getByName(address));
        } catch (UnknownHostException e) {
            throw new PkiException("not an IP address: " + address, e);
        }
    }
}
