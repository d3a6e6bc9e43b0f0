package io.navarch.apiserver.auth;

import io.navarch.apiserver.request.User;
import io.navarch.runtime.Clock;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.naming.InvalidNameException;
import javax.naming.NamingException;
import javax.naming.ldap.LdapName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Knows clients by the certificate they showed: the common name is the user, each organisation a group. */
public final class CertificateAuthenticator implements Authenticator {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateAuthenticator.class);
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
    private static final String ANY_USAGE = "2.5.29.37.0";
    private static final int CACHE = 4096;

    private final List<X509Certificate> authorities;
    private final Clock clock;
    private final Map<X509Certificate, Known> cache = new ConcurrentHashMap<>();

    private record Known(User user, Instant until) {}

    public CertificateAuthenticator(List<X509Certificate> authorities, Clock clock) {
        this.authorities = List.copyOf(authorities);
        this.clock = clock;
    }

    @Override
    public Optional<User> authenticate(Credentials credentials) {
        if (credentials.certificates().isEmpty() || authorities.isEmpty()) {
            return Optional.empty();
        }
        var leaf = credentials.certificates().get(0);
        var known = cache.get(leaf);
        var now = clock.now();
        if (known != null && now.isBefore(known.until)) {
            return Optional.of(known.user);
        }
        cache.remove(leaf);
        try {
            validate(credentials.certificates(), now);
            var user = user(leaf);
            if (cache.size() >= CACHE) {
                cache.clear();
            }
            cache.put(leaf, new Known(user, leaf.getNotAfter().toInstant()));
            return Optional.of(user);
        } catch (GeneralSecurityException | NamingException e) {
            LOG.info("client certificate of {} refused: {}", leaf.getSubjectX500Principal(), e.getMessage());
            throw Authenticator.unauthorized();
        }
    }

    private void validate(List<X509Certificate> chain, Instant now) throws GeneralSecurityException {
        var usages = chain.get(0).getExtendedKeyUsage();
        if (usages != null && !usages.contains(CLIENT_AUTH) && !usages.contains(ANY_USAGE)) {
            throw new GeneralSecurityException("it is not for clients");
        }
        var path = new ArrayList<>(chain);
        path.removeIf(certificate -> path.size() > 1 && authorities.contains(certificate));
        var anchors = new HashSet<TrustAnchor>();
        authorities.forEach(authority -> anchors.add(new TrustAnchor(authority, null)));
        var parameters = new PKIXParameters(anchors);
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(now));
        var certPath = CertificateFactory.getInstance("X.509").generateCertPath(path);
        CertPathValidator.getInstance("PKIX").validate(certPath, parameters);
    }

    private static User user(X509Certificate leaf) throws GeneralSecurityException, NamingException {
        var name = "";
        var uid = "";
        var groups = new ArrayList<String>();
        for (var rdn : new LdapName(leaf.getSubjectX500Principal().getName()).getRdns()) {
            var attributes = rdn.toAttributes().getAll();
            while (attributes.hasMore()) {
                var attribute = attributes.next();
                for (int i = 0; i < attribute.size(); i++) {
                    var value = String.valueOf(attribute.get(i));
                    switch (attribute.getID()) {
                        case "CN" -> name = value;
                        case "O" -> groups.add(value);
                        case "UID" -> uid = value;
                        default -> {
                            // Other attributes say nothing about rights.
                        }
                    }
                }
            }
        }
        if (name.isEmpty()) {
            throw new InvalidNameException("it has no common name");
        }
        groups.add("system:authenticated");
        var hash = MessageDigest.getInstance("SHA-256").digest(leaf.getEncoded());
        var id = "X509SHA256=" + HexFormat.of().formatHex(hash);
        return new User(
                name, uid, List.copyOf(groups), Map.of("authentication.kubernetes.io/credential-id", List.of(id)));
    }
}
