package io.navarch.pki;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The names and addresses under which an API server is reached, for its certificate.
 *
 * @param dnsNames host names
 * @param addresses IP addresses
 */
public record ServingNames(Set<String> dnsNames, Set<InetAddress> addresses) {
    public ServingNames {
        dnsNames = Set.copyOf(dnsNames);
        addresses = Set.copyOf(addresses);
    }

    /** The names every API server has: {@code kubernetes} in all its forms, {@code localhost}, the loopback addresses. */
    public static ServingNames of(String clusterDomain, InetAddress firstServiceAddress) {
        return new ServingNames(
                Set.of(
                        "kubernetes",
                        "kubernetes.default",
                        "kubernetes.default.svc",
                        "kubernetes.default.svc." + clusterDomain,
                        "localhost"),
                Set.of(firstServiceAddress, literal("127.0.0.1"), literal("::1")));
    }

    /** These and more; each may be a host name or an IP address. */
    public ServingNames and(Collection<String> namesOrAddresses) {
        Set<String> names = new LinkedHashSet<>(dnsNames);
        Set<InetAddress> all = new LinkedHashSet<>(addresses);
        for (String text : namesOrAddresses) {
            if (looksLikeAddress(text)) {
                all.add(literal(text));
            } else if (!text.isBlank()) {
                names.add(text);
            }
        }
        return new ServingNames(names, all);
    }

    /** These and the host's own name and addresses (of interfaces that are up; link-local ones left out). */
    public ServingNames andThisHost() {
        List<String> found = new ArrayList<>();
        try {
            found.add(InetAddress.getLocalHost().getHostName());
        } catch (UnknownHostException e) {
            // A host whose name does not resolve is reached by its addresses alone.
            found.clear();
        }
        try {
            NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.isLinkLocalAddress())
                    .forEach(address -> found.add(CertificateSpec.textOf(address)));
        } catch (SocketException e) {
            throw new PkiException("cannot list this host's addresses: " + e.getMessage(), e);
        }
        return and(found);
    }

    private static boolean looksLikeAddress(String text) {
        return text.indexOf(':') >= 0 || text.matches("[0-9]+(\\.[0-9]+){3}");
    }

    private static InetAddress literal(String address) {
        try {
            return InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            throw new PkiException("not an IP address: " + address, e);
        }
    }
}
