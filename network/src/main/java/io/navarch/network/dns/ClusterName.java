package io.navarch.network.dns;

import java.util.Locale;
import java.util.Optional;
import org.xbill.DNS.Name;

/**
 * What a name below the cluster's domain stands for. Labels are in lower case, "" is absent.
 *
 * <pre>
 *   cluster.local, svc.cluster.local, pod.cluster.local            Apex
 *   NAMESPACE.svc.cluster.local                                    OfService without a service
 *   SERVICE.NAMESPACE.svc.cluster.local                            OfService
 *   HOSTNAME.SERVICE.NAMESPACE.svc.cluster.local                   OfService with an endpoint
 *   _PORT._PROTOCOL.SERVICE.NAMESPACE.svc.cluster.local            OfService with port and protocol
 *   1-2-3-4.NAMESPACE.pod.cluster.local                            OfPod
 * </pre>
 */
sealed interface ClusterName {
    /** The domain itself or one of the two names below it: there, with no records of its own. */
    record Apex(boolean domain) implements ClusterName {}

    record Version() implements ClusterName {}

    record OfService(String namespace, String service, String endpoint, String port, String protocol)
            implements ClusterName {}

    record OfPod(String namespace, String address) implements ClusterName {}

    /** Reads the name; empty if it can stand for nothing. */
    static Optional<ClusterName> parse(Name name, Name domain) {
        int count = name.labels() - domain.labels();
        if (count == 0) {
            return Optional.of(new Apex(true));
        }
        var labels = new String[count];
        for (int i = 0; i < count; i++) {
            labels[i] = name.getLabelString(i).toLowerCase(Locale.ROOT);
        }
        var last = labels[count - 1];
        return switch (last) {
            case "svc" -> service(labels, count - 1);
            case "pod" -> pod(labels, count - 1);
            case "dns-version" -> count == 1 ? Optional.of(new Version()) : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static Optional<ClusterName> service(String[] labels, int count) {
        var namespace = count > 0 ? labels[count - 1] : "";
        var service = count > 1 ? labels[count - 2] : "";
        return switch (count) {
            case 0 -> Optional.of(new Apex(false));
            case 1, 2 -> Optional.of(new OfService(namespace, service, "", "", ""));
            case 3 -> Optional.of(new OfService(namespace, service, labels[0], "", ""));
            case 4 -> Optional.of(new OfService(namespace, service, "", bare(labels[0]), bare(labels[1])));
            default -> Optional.empty();
        };
    }

    private static Optional<ClusterName> pod(String[] labels, int count) {
        return switch (count) {
            case 0 -> Optional.of(new Apex(false));
            case 1 -> Optional.of(new OfPod(labels[0], ""));
            case 2 -> Optional.of(new OfPod(labels[1], labels[0]));
            default -> Optional.empty();
        };
    }

    private static String bare(String label) {
        return label.startsWith("_") ? label.substring(1) : label;
    }
}
