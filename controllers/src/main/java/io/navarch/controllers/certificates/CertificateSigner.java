package io.navarch.controllers.certificates;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Reads signing requests and signs them with the cluster's authority. Thread-safe. */
public interface CertificateSigner {
    /**
     * What a request asks for.
     *
     * @param otherNames alternative names that are neither of hosts nor addresses
     */
    record Wanted(
            String commonName,
            List<String> organizations,
            Set<String> dnsNames,
            Set<String> addresses,
            List<String> otherNames) {
        boolean hasHosts() {
            return !dnsNames.isEmpty() || !addresses.isEmpty();
        }
    }

    /** Throws IllegalArgumentException if it is no request. */
    Wanted read(byte[] request);

    /**
     * The certificate in PEM.
     *
     * @param client whether it is for authentication as a client
     * @param server whether it is for serving
     */
    String sign(byte[] request, boolean client, boolean server, Duration validity);
}
