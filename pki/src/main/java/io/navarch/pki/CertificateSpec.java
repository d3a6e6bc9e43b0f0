package io.navarch.pki;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a certificate is to say: whom it names, for which use, and for how long.
 *
 * @param commonName the user or server; Kubernetes reads it as the user name
 * @param organizations the groups of the user
 * @param usages what the certificate may be used for
 * @param dnsNames the host names of a server
 * @param addresses the addresses of a server, as text ({@code 10.96.0.1}, {@code ::1})
 * @param validity from the moment of issue
 * @param rsaKey whether the key is to be RSA, which every client library can read; otherwise EC, which is made in no time
 */
public record CertificateSpec(
        String commonName,
        List<String> organizations,
        Set<Usage> usages,
        Set<String> dnsNames,
        Set<String> addresses,
        Duration validity,
        boolean rsaKey) {

    /** How long leaf certificates are valid; kubeadm's choice. */
    public static final Duration ONE_YEAR = Duration.ofDays(365);

    /** The extended key usage of a certificate. */
    public enum Usage {
        CLIENT,
        SERVER
    }

    public CertificateSpec {
        organizations = List.copyOf(organizations);
        usages = Set.copyOf(usages);
        dnsNames = Set.copyOf(dnsNames);
        addresses = Set.copyOf(addresses);
    }

    /** A client certificate for the user in the groups. */
    public static CertificateSpec client(String user, String... groups) {
        return new CertificateSpec(user, List.of(groups), Set.of(Usage.CLIENT), Set.of(), Set.of(), ONE_YEAR, false);
    }

    /** A serving certificate for the names and addresses. */
    public static CertificateSpec server(
            String commonName, Collection<String> dnsNames, Collection<InetAddress> addresses) {
        Set<String> texts = new TreeSet<>();
        addresses.forEach(address -> texts.add(textOf(address)));
        return new CertificateSpec(
                commonName, List.of(), Set.of(Usage.SERVER), Set.copyOf(dnsNames), texts, ONE_YEAR, false);
    }

    public CertificateSpec withOrganizations(String... names) {
        return new CertificateSpec(commonName, List.of(names), usages, dnsNames, addresses, validity, rsaKey);
    }

    public CertificateSpec withValidity(Duration wanted) {
        return new CertificateSpec(commonName, organizations, usages, dnsNames, addresses, wanted, rsaKey);
    }

    public CertificateSpec withRsaKey() {
        return new CertificateSpec(commonName, organizations, usages, dnsNames, addresses, validity, true);
    }

    /** The address as text without the zone that Java appends to link-local IPv6 addresses. */
    static String textOf(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }
}
