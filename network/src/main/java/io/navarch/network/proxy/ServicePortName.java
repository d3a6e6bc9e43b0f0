package io.navarch.network.proxy;

import java.util.Comparator;

/**
 * Names one port of one Service.
 *
 * @param port its name, "" if it has none
 * @param protocol TCP, UDP or SCTP
 */
record ServicePortName(String namespace, String service, String port, String protocol)
        implements Comparable<ServicePortName> {
    private static final Comparator<ServicePortName> ORDER = Comparator.comparing(ServicePortName::namespace)
            .thenComparing(ServicePortName::service)
            .thenComparing(ServicePortName::port)
            .thenComparing(ServicePortName::protocol);

    @Override
    public int compareTo(ServicePortName other) {
        return ORDER.compare(this, other);
    }

    /** {@code namespace/service:port}, as it stands in comments and in the names of chains. */
    @Override
    public String toString() {
        return namespace + "/" + service + (port.isEmpty() ? "" : ":" + port);
    }
}
