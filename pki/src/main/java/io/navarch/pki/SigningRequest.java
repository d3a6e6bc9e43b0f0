package io.navarch.pki;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/**
 * A certificate signing request (PKCS #10) whose signature holds.
 *
 * @param otherNames e-mail addresses and URIs
 */
public record SigningRequest(
        String commonName,
        List<String> organizations,
        Set<String> dnsNames,
        Set<String> addresses,
        List<String> otherNames,
        PublicKey key) {
    /** Reads a request in PEM; throws PkiException if it is none or was tampered with. */
    public static SigningRequest read(byte[] pem) {
        try (var parser = new PEMParser(
                new java.io.InputStreamReader(new java.io.ByteArrayInputStream(pem), StandardCharsets.US_ASCII))) {
            if (!(parser.readObject() instanceof PKCS10CertificationRequest request)) {
                throw new PkiException("PEM block type must be CERTIFICATE REQUEST");
            }
            var jca = new JcaPKCS10CertificationRequest(request);
            var key = jca.getPublicKey();
            if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
                throw new PkiException("the request's signature does not hold");
            }
            return of(request, key);
        } catch (IOException
                | GeneralSecurityException
                | OperatorCreationException
                | PKCSException
                | IllegalArgumentException e) {
            throw new PkiException("unable to parse the certificate request: " + e.getMessage(), e);
        }
    }

    private static SigningRequest of(PKCS10CertificationRequest request, PublicKey key) {
        var dns = new ArrayList<String>();
        var addresses = new ArrayList<String>();
        var others = new ArrayList<String>();
        var extension = request.getRequestedExtensions() == null
                ? null
                : request.getRequestedExtensions().getExtension(Extension.subjectAlternativeName);
        if (extension != null) {
            for (var name : GeneralNames.getInstance(extension.getParsedValue()).getNames()) {
                switch (name.getTagNo()) {
                    case GeneralName.dNSName -> dns.add(name.getName().toString());
                    case GeneralName.iPAddress -> addresses.add(address(name));
                    default -> others.add(name.getName().toString());
                }
            }
        }
        var names = values(request.getSubject(), BCStyle.CN);
        return new SigningRequest(
                names.isEmpty() ? "" : names.get(0),
                values(request.getSubject(), BCStyle.O),
                Set.copyOf(dns),
                Set.copyOf(addresses),
                List.copyOf(others),
                key);
    }

    private static String address(GeneralName name) {
        try {
            return CertificateSpec.textOf(java.net.InetAddress.getByAddress(
                    ASN1OctetString.getInstance(name.getName()).getOctets()));
        } catch (java.net.UnknownHostException e) {
            throw new IllegalArgumentException("an address has " + e.getMessage(), e);
        }
    }

    private static List<String> values(X500Name subject, ASN1ObjectIdentifier type) {
        var values = new ArrayList<String>();
        for (var part : subject.getRDNs(type)) {
            for (var value : part.getTypesAndValues()) {
                if (value.getType().equals(type)) {
                    values.add(IETFUtils.valueToString(value.getValue()));
                }
            }
        }
        return values;
    }
}
