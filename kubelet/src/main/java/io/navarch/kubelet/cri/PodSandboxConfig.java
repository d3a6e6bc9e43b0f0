package io.navarch.kubelet.cri;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a pod sandbox is to be. It does not change in the sandbox's life.
 *
 * @param hostname may be empty only with the node's network
 * @param logDirectory the absolute directory container logs go to; empty for no logs
 * @param dns null leaves the node's resolver configuration
 * @param cgroupParent in cgroupfs notation, empty for the engine's choice
 */
public record PodSandboxConfig(
        PodSandboxMetadata metadata,
        String hostname,
        String logDirectory,
        @Nullable DnsConfig dns,
        List<PortMapping> portMappings,
        Map<String, String> labels,
        Map<String, String> annotations,
        String cgroupParent,
        Map<String, String> sysctls,
        SandboxSecurityContext securityContext,
        @Nullable LinuxContainerResources overhead,
        @Nullable LinuxContainerResources resources) {
    public PodSandboxConfig {
        portMappings = List.copyOf(portMappings);
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
        sysctls = Map.copyOf(sysctls);
    }

    public static Builder builder(PodSandboxMetadata metadata) {
        return new Builder(metadata);
    }

    /** Collects a sandbox config; the host name is the pod's until said otherwise. */
    public static final class Builder {
        private final PodSandboxMetadata metadata;
        private String hostname;
        private String logDirectory = "";
        private @Nullable DnsConfig dns;
        private List<PortMapping> portMappings = List.of();
        private Map<String, String> labels = Map.of();
        private Map<String, String> annotations = Map.of();
        private String cgroupParent = "";
        private Map<String, String> sysctls = Map.of();
        private SandboxSecurityContext securityContext = SandboxSecurityContext.DEFAULT;
        private @Nullable LinuxContainerResources overhead;
        private @Nullable LinuxContainerResources resources;

        private Builder(PodSandboxMetadata metadata) {
            this.metadata = metadata;
            this.hostname = metadata.name();
        }

        public Builder hostname(String value) {
            hostname = value;
            return this;
        }

        public Builder logDirectory(String value) {
            logDirectory = value;
            return this;
        }

        public Builder dns(@Nullable DnsConfig value) {
            dns = value;
            return this;
        }

        public Builder portMappings(List<PortMapping> value) {
            portMappings = value;
            return this;
        }

        public Builder labels(Map<String, String> value) {
            labels = value;
            return this;
        }

        public Builder annotations(Map<String, String> value) {
            annotations = value;
            return this;
        }

        public Builder cgroupParent(String value) {
            cgroupParent = value;
            return this;
        }

        public Builder sysctls(Map<String, String> value) {
            sysctls = value;
            return this;
        }

        public Builder securityContext(SandboxSecurityContext value) {
            securityContext = value;
            return this;
        }

        public Builder resources(@Nullable LinuxContainerResources sum, @Nullable LinuxContainerResources extra) {
            resources = sum;
            overhead = extra;
            return this;
        }

        public PodSandboxConfig build() {
            return new PodSandboxConfig(
                    metadata,
                    hostname,
                    logDirectory,
                    dns,
                    portMappings,
                    labels,
                    annotations,
                    cgroupParent,
                    sysctls,
                    securityContext,
                    overhead,
                    resources);
        }
    }
}
