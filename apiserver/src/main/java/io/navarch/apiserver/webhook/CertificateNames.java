package io.navarch.apiserver.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Checks that a certificate names the server that was meant, and says in Go's words when it does not. */
final class CertificateNames {
    private static final int DNS = 2;
    private static final int ADDRESS = 7;

    private CertificateNames() {}

    static void check(X509Certificate certificate, String host) throws SSLPeerUnverifiedException {
        boolean address = host.indexOf(':') >= 0 || host.matches("[0-9]+(\\.[0-9]+){3}");
        var dns = names(certificate, DNS);
        var addresses = names(certificate, ADDRESS);
        if (address ? addresses.stream().anyMatch(name -> sameAddress(name, host)) : matchesAny(dns, host)) {
            return;
        }
        throw new SSLPeerUnverifiedException(
                "x509: " + (address ? addressFault(addresses, host) : nameFault(dns, addresses, certificate, host)));
    }

    private static String addressFault(List<String> addresses, String host) {
        return addresses.isEmpty()
                ? "cannot validate certificate for " + host + " because it doesn't contain any IP SANs"
                : "certificate is valid for " + String.join(", ", addresses) + ", not " + host;
    }

    private static String nameFault(
            List<String> dns, List<String> addresses, X509Certificate certificate, String host) {
        if (!dns.isEmpty()) {
            return "certificate is valid for " + String.join(", ", dns) + ", not " + host;
        }
        boolean named = certificate.getSubjectX500Principal().getName().contains("CN=");
        return named && addresses.isEmpty()
                ? "certificate relies on legacy Common Name field, use SANs instead"
                : "certificate is not valid for any names, but wanted to match " + host;
    }

    private static boolean matchesAny(List<String> patterns, String host) {
        var wanted = host.toLowerCase(Locale.ROOT);
        for (var name : patterns) {
            var pattern = name.toLowerCase(Locale.ROOT);
            if (pattern.equals(wanted)) {
                return true;
            }
            int dot = wanted.indexOf('.');
            if (pattern.startsWith("*.") && dot > 0 && wanted.substring(dot).equals(pattern.substring(1))) {
                return true;
            }
        }
        return false;
    }

    private static boolean sameAddress(String one, String other) {
        try {
            return InetAddress.getByName(one).equals(InetAddress.getByName(other));
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static List<String> names(X509Certificate certificate, int type) {
        try {
            var all = certificate.getSubjectAlternativeNames();
            var found = new ArrayList<String>();
            for (var name : all == null ? List.<List<?>>of() : all) {
                if (name.get(0) instanceof Integer kind && kind == type && name.get(1) instanceof String text) {
                    found.add(text);
                }
            }
            return found;
        } catch (CertificateParsingException e) {
            return List.of();
        }
    }
}
