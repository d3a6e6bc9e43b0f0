package io.navarch.kubelet.cri;

import java.util.List;
import java.util.Map;

/**
 * What a container is to be.
 *
 * @param image the image to use, best by the id that the pull answered
 * @param command replaces the image's entry point unless empty
 * @param args replaces the image's arguments unless empty
 * @param workingDir empty for the image's
 * @param logPath relative to the sandbox's log directory
 * @param cdiDevices fully qualified names of CDI devices
 * @param stopSignal a name such as SIGTERM, empty for the image's
 */
public record ContainerConfig(
        ContainerMetadata metadata,
        ImageSpec image,
        List<String> command,
        List<String> args,
        String workingDir,
        List<EnvVar> envs,
        List<Mount> mounts,
        List<Device> devices,
        List<String> cdiDevices,
        Map<String, String> labels,
        Map<String, String> annotations,
        String logPath,
        boolean stdin,
        boolean stdinOnce,
        boolean tty,
        LinuxContainerResources resources,
        ContainerSecurityContext securityContext,
        String stopSignal) {
    public ContainerConfig {
        command = List.copyOf(command);
        args = List.copyOf(args);
        envs = List.copyOf(envs);
        mounts = List.copyOf(mounts);
        devices = List.copyOf(devices);
        cdiDevices = List.copyOf(cdiDevices);
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
    }

    public static Builder builder(ContainerMetadata metadata, ImageSpec image) {
        return new Builder(metadata, image);
    }

    /** Collects a container config; what is not said is the image's or the engine's default. */
    public static final class Builder {
        private final ContainerMetadata metadata;
        private final ImageSpec image;
        private List<String> command = List.of();
        private List<String> args = List.of();
        private String workingDir = "";
        private List<EnvVar> envs = List.of();
        private List<Mount> mounts = List.of();
        private List<Device> devices = List.of();
        private List<String> cdiDevices = List.of();
        private Map<String, String> labels = Map.of();
        private Map<String, String> annotations = Map.of();
        private String logPath = "";
        private boolean stdin;
        private boolean stdinOnce;
        private boolean tty;
        private LinuxContainerResources resources = LinuxContainerResources.NONE;
        private ContainerSecurityContext securityContext = ContainerSecurityContext.DEFAULT;
        private String stopSignal = "";

        private Builder(ContainerMetadata metadata, ImageSpec image) {
            this.metadata = metadata;
            this.image = image;
        }

        public Builder command(List<String> value) {
            command = value;
            return this;
        }

        public Builder args(List<String> value) {
            args = value;
            return this;
        }

        public Builder workingDir(String value) {
            workingDir = value;
            return this;
        }

        public Builder envs(List<EnvVar> value) {
            envs = value;
            return this;
        }

        public Builder mounts(List<Mount> value) {
            mounts = value;
            return this;
        }

        public Builder devices(List<Device> value) {
            devices = value;
            return this;
        }

        public Builder cdiDevices(List<String> value) {
            cdiDevices = value;
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

        public Builder logPath(String value) {
            logPath = value;
            return this;
        }

        public Builder interactive(boolean openStdin, boolean once, boolean terminal) {
            stdin = openStdin;
            stdinOnce = once;
            tty = terminal;
            return this;
        }

        public Builder resources(LinuxContainerResources value) {
            resources = value;
            return this;
        }

        public Builder securityContext(ContainerSecurityContext value) {
            securityContext = value;
            return this;
        }

        public Builder stopSignal(String value) {
            stopSignal = value;
            return this;
        }

        public ContainerConfig build() {
            return new ContainerConfig(
                    metadata,
                    image,
                    command,
                    args,
                    workingDir,
                    envs,
                    mounts,
                    devices,
                    cdiDevices,
                    labels,
                    annotations,
                    logPath,
                    stdin,
                    stdinOnce,
                    tty,
                    resources,
                    securityContext,
                    stopSignal);
        }
    }
}
