package io.navarch.kubelet.pod;

import io.navarch.kubelet.container.Labels;
import io.navarch.kubelet.container.PodCgroups;
import io.navarch.kubelet.container.Security;
import io.navarch.kubelet.cri.DnsConfig;
import io.navarch.kubelet.cri.PodSandboxConfig;
import io.navarch.kubelet.cri.PodSandboxMetadata;
import io.navarch.kubelet.cri.PortMapping;
import io.navarch.model.core.v1.Pod;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Configures pods' sandboxes.
 *
 * @param logRoot where pods' log folders are made, such as {@code /var/log/pods}
 * @param cgroupRoot the cgroup below which all pods of this node are, "" for the top
 * @param clusterDns addresses of the cluster's DNS service; empty if it has none
 * @param clusterDomain such as {@code cluster.local}
 * @param hostDns the node's own resolver configuration
 * @param cgroups where pods have cgroups of their own, null where they have none
 */
public record SandboxMaker(
        Path logRoot,
        String cgroupRoot,
        List<String> clusterDns,
        String clusterDomain,
        DnsConfig hostDns,
        @Nullable PodCgroups cgroups) {
    private static final int MOST_SEARCHES = 32;

    /** Of a node whose pods have no cgroups of their own. */
    public SandboxMaker(
            Path logRoot, String cgroupRoot, List<String> clusterDns, String clusterDomain, DnsConfig hostDns) {
        this(logRoot, cgroupRoot, clusterDns, clusterDomain, hostDns, null);
    }

    /** Makes what the pod's sandboxes are to be put into. */
    void prepare(Pod pod) {
        if (cgroups != null) {
            cgroups.ensure(pod, cgroupParent(pod));
        }
    }

    /** Removes that of a pod whose sandboxes are gone. */
    void release(String uid) {
        if (cgroups != null) {
            cgroups.remove(cgroupRoot + "/kubepods", uid);
        }
    }

    public PodSandboxConfig config(Pod pod, int attempt) {
        return PodSandboxConfig.builder(new PodSandboxMetadata(pod.name(), pod.namespace(), pod.uid(), attempt))
                .hostname(hostname(pod))
                .logDirectory(logDirectory(pod).toString())
                .dns(dns(pod))
                .portMappings(portMappings(pod))
                .labels(Labels.ofPod(pod))
                .annotations(pod.metadata().annotations())
                .cgroupParent(cgroupParent(pod))
                .sysctls(sysctls(pod))
                .securityContext(Security.ofSandbox(pod))
                .build();
    }

    /** Where the pod's containers log: {@code NAMESPACE_NAME_UID}. */
    public Path logDirectory(Pod pod) {
        return logDirectory(pod.namespace(), pod.name(), pod.uid());
    }

    /** The same by the pod's names. */
    public Path logDirectory(String namespace, String name, String uid) {
        return logRoot.resolve(namespace + "_" + name + "_" + uid);
    }

    /** The pod's host name; the engine takes the node's for pods in its network. */
    public static String hostname(Pod pod) {
        if (pod.spec().hostNetwork()) {
            return "";
        }
        var name = pod.spec().hostname().isEmpty() ? pod.name() : pod.spec().hostname();
        return name.length() > 63 ? name.substring(0, 63).replaceAll("[-.]+$", "") : name;
    }

    private String cgroupParent(Pod pod) {
        var level =
                switch (pod.status().qosClass()) {
                    case "Guaranteed" -> "";
                    case "BestEffort" -> "/besteffort";
                    default -> "/burstable";
                };
        return cgroupRoot + "/kubepods" + level + "/pod" + pod.uid();
    }

    private static HashMap<String, String> sysctls(Pod pod) {
        var sysctls = new HashMap<String, String>();
        pod.spec().securityContext().sysctls().forEach(sysctl -> sysctls.put(sysctl.name(), sysctl.value()));
        return sysctls;
    }

    private static List<PortMapping> portMappings(Pod pod) {
        var mappings = new ArrayList<PortMapping>();
        if (pod.spec().hostNetwork()) {
            return mappings;
        }
        for (var container : pod.spec().containers()) {
            for (var port : container.ports()) {
                if (port.hostPort() > 0) {
                    var protocol = PortMapping.Protocol.valueOf(port.protocol().isEmpty() ? "TCP" : port.protocol());
                    mappings.add(new PortMapping(protocol, port.containerPort(), port.hostPort(), port.hostIP()));
                }
            }
        }
        return mappings;
    }

    /** What the pod's resolv.conf says, by its DNS policy. */
    @Nullable
    DnsConfig dns(Pod pod) {
        var policy = pod.spec().dnsPolicy();
        boolean cluster = policy.equals("ClusterFirstWithHostNet")
                || (policy.equals("ClusterFirst") || policy.isEmpty())
                        && !pod.spec().hostNetwork();
        DnsConfig base;
        if (policy.equals("None")) {
            base = new DnsConfig(List.of(), List.of(), List.of());
        } else if (cluster && !clusterDns.isEmpty()) {
            var searches = new LinkedHashSet<String>();
            searches.add(pod.namespace() + ".svc." + clusterDomain);
            searches.add("svc." + clusterDomain);
            searches.add(clusterDomain);
            searches.addAll(hostDns.searches());
            base = new DnsConfig(clusterDns, List.copyOf(searches), List.of("ndots:5"));
        } else {
            base = hostDns;
        }
        return merged(base, pod);
    }

    private static DnsConfig merged(DnsConfig base, Pod pod) {
        var own = pod.spec().dnsConfig();
        if (own.isEmpty()) {
            return base;
        }
        var servers = new LinkedHashSet<>(base.servers());
        servers.addAll(own.nameservers());
        var searches = new LinkedHashSet<>(base.searches());
        searches.addAll(own.searches());
        var options = new ArrayList<>(base.options());
        for (var option : own.options()) {
            var text = option.value().isEmpty() ? option.name() : option.name() + ":" + option.value();
            options.removeIf(other -> other.equals(option.name()) || other.startsWith(option.name() + ":"));
            options.add(text);
        }
        return new DnsConfig(
                servers.stream().limit(3).toList(),
                searches.stream().limit(MOST_SEARCHES).toList(),
                options);
    }
}
