package io.navarch.kubelet.cri;

import java.util.List;

/** The resolver configuration of a pod, as its {@code /etc/resolv.conf} shows it. */
public record DnsConfig(List<String> servers, List<String> searches, List<String> options) {
    public DnsConfig {
        servers = List.copyOf(servers);
        searches = List.copyOf(searches);
        options = List.copyOf(options);
    }
}
