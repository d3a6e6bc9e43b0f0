package io.navarch.network.dns;

import java.util.List;
import org.xbill.DNS.Name;

/**
 * How the names of the cluster are answered, as the {@code kubernetes} directive of a Corefile says.
 *
 * @param domains the cluster's domains
 * @param reverseZones zones whose names are addresses, such as {@code in-addr.arpa.}
 * @param fallthrough zones in which a name that is not found is left to the next responder
 * @param ttl seconds
 * @param endpointPodNames endpoints without a host name are named after their pods instead of their addresses
 * @param ignoreEmptyService a service without ready endpoints is not there
 */
public record ClusterZoneOptions(
        List<Name> domains,
        List<Name> reverseZones,
        List<Name> fallthrough,
        PodMode pods,
        int ttl,
        boolean endpointPodNames,
        boolean ignoreEmptyService) {

    /** Which names of the form {@code 1-2-3-4.NAMESPACE.pod.cluster.local} are there. */
    public enum PodMode {
        DISABLED,
        /** All whose namespace is there. */
        INSECURE,
        /** Those of pods that are there. */
        VERIFIED
    }

    /** What kubeadm configures for the domain, such as {@code cluster.local}. */
    public static ClusterZoneOptions usual(String domain) {
        var reverse = List.of(Names.parse("in-addr.arpa"), Names.parse("ip6.arpa"));
        return new ClusterZoneOptions(
                List.of(Names.parse(domain)), reverse, reverse, PodMode.INSECURE, 30, false, false);
    }
}
