package io.navarch.embedded.plane;

import io.navarch.controllers.certificates.CertificateSigner;
import io.navarch.pki.CertificateAuthority;
import io.navarch.pki.CertificateSpec;
import io.navarch.pki.Pem;
import io.navarch.pki.PkiException;
import io.navarch.pki.SigningRequest;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;

/** Signs requests with the cluster's certificate authority. Thread-safe. */
public final class AuthoritySigner implements CertificateSigner {
    private final CertificateAuthority authority;

    public AuthoritySigner(CertificateAuthority authority) {
        this.authority = authority;
    }

    @Override
    public Wanted read(byte[] request) {
        var read = parsed(request);
        return new Wanted(
                read.commonName(), read.organizations(), read.dnsNames(), read.addresses(), read.otherNames());
    }

    @Override
    public String sign(byte[] request, boolean client, boolean server, Duration validity) {
        var read = parsed(request);
        var usages = new HashSet<CertificateSpec.Usage>();
        if (client) {
            usages.add(CertificateSpec.Usage.CLIENT);
        }
        if (server) {
            usages.add(CertificateSpec.Usage.SERVER);
        }
        var spec = new CertificateSpec(
                read.commonName(),
                List.copyOf(read.organizations()),
                usages,
                read.dnsNames(),
                read.addresses(),
                validity,
                false);
        return Pem.of(authority.issue(spec, read.key()));
    }

    private static SigningRequest parsed(byte[] request) {
        try {
            return SigningRequest.read(request);
        } catch (PkiException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
