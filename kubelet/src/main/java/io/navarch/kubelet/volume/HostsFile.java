package io.navarch.kubelet.volume;

import io.navarch.model.core.v1.Pod;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What stands in the hosts file that a pod's containers see. */
final class HostsFile {
    private static final int LONGEST_HOST_NAME = 63;
    private static final String LOCAL = """
            # Kubernetes-managed hosts file.
            127.0.0.1\tlocalhost
            ::1\tlocalhost ip6-localhost ip6-loopback
            fe00::0\tip6-localnet
            fe00::0\tip6-mcastprefix
            fe00::1\tip6-allnodes
            fe00::2\tip6-allrouters
            """;

    private final Path ofHost;
    private final String clusterDomain;

    HostsFile(Path ofHost, String clusterDomain) {
        this.ofHost = ofHost;
        this.clusterDomain = clusterDomain;
    }

    String content(Pod pod) throws IOException {
        var text = new StringBuilder();
        if (pod.spec().hostNetwork()) {
            text.append("# Kubernetes-managed hosts file (host network).\n");
            text.append(Files.exists(ofHost) ? Files.readString(ofHost, StandardCharsets.ISO_8859_1) : "");
        } else {
            text.append(LOCAL);
            var names = names(pod);
            if (pod.status().podIPs().isEmpty()) {
                text.append(pod.status().podIP()).append('\t').append(names).append('\n');
            }
            pod.status()
                    .podIPs()
                    .forEach(ip ->
                            text.append(ip.ip()).append('\t').append(names).append('\n'));
        }
        if (!pod.spec().hostAliases().isEmpty()) {
            text.append("\n# Entries added by HostAliases.\n");
            pod.spec().hostAliases().forEach(alias -> text.append(alias.ip())
                    .append('\t')
                    .append(String.join("\t", alias.hostnames()))
                    .append('\n'));
        }
        return text.toString();
    }

    private String names(Pod pod) {
        var spec = pod.spec();
        var host = spec.hostname().isEmpty() ? pod.name() : spec.hostname();
        if (host.length() > LONGEST_HOST_NAME) {
            host = host.substring(0, LONGEST_HOST_NAME).replaceAll("[-.]+$", "");
        }
        if (spec.subdomain().isEmpty()) {
            return host;
        }
        return host + "." + spec.subdomain() + "." + pod.namespace() + ".svc." + clusterDomain + "\t" + host;
    }
}
