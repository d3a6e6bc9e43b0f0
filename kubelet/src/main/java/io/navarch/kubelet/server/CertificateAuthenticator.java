package io.navarch.kubelet.server;

import io.navarch.runtime.Clock;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Knows callers by their client certificate: the common name is the user, the organisations are the groups. */
public final class CertificateAuthenticator implements Authenticator {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateAuthenticator.class);
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

    private final Collection<X509Certificate> authorities;
    private final Clock clock;

    public CertificateAuthenticator(Collection<X509Certificate> authorities, Clock clock) {
        this.authorities = List.copyOf(authorities);
        this.clock = clock;
    }

    @Override
    public Optional<Caller> authenticate(List<X509Certificate> certificates, String token) {
        if (certificates.isEmpty() || authorities.isEmpty()) {
            return Optional.empty();
        }
        try {
            verify(certificates);
            return caller(certificates.getFirst());
        } catch (GeneralSecurityException | InvalidNameException e) {
            LOG.warn("refused a client certificate: {}", e.toString());
            return Optional.empty();
        }
    }

    private void verify(List<X509Certificate> certificates) throws GeneralSecurityException {
        var anchors = authorities.stream().map(ca -> new TrustAnchor(ca, null)).collect(Collectors.toSet());
        var parameters = new PKIXParameters(anchors);
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(clock.now()));
        var path = certificates.stream().filter(c -> !authorities.contains(c)).toList();
        CertPathValidator.getInstance("PKIX")
                .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
        var usages = certificates.getFirst().getExtendedKeyUsage();
        if (usages != null && !usages.contains(CLIENT_AUTH)) {
            throw new GeneralSecurityException("the certificate is not for clients");
        }
    }

    private static Optional<Caller> caller(X509Certificate certificate) throws InvalidNameException {
        var name = "";
        var groups = new ArrayList<String>();
        for (var part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
            switch (part.getType()) {
                case "CN" -> name = String.valueOf(part.getValue());
                case "O" -> groups.add(String.valueOf(part.getValue()));
                default -> {}
            }
        }
        groups.add("system:authenticated");
        return name.isEmpty() ? Optional.empty() : Optional.of(Caller.of(name, groups));
    }
}
