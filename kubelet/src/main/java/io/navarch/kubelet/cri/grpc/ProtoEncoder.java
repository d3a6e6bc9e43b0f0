package io.navarch.kubelet.cri.grpc;

import io.navarch.cri.v1.AuthConfig;
import io.navarch.cri.v1.CDIDevice;
import io.navarch.cri.v1.Capability;
import io.navarch.cri.v1.DNSConfig;
import io.navarch.cri.v1.HugepageLimit;
import io.navarch.cri.v1.IDMapping;
import io.navarch.cri.v1.Int64Value;
import io.navarch.cri.v1.KeyValue;
import io.navarch.cri.v1.LinuxContainerConfig;
import io.navarch.cri.v1.LinuxContainerSecurityContext;
import io.navarch.cri.v1.LinuxPodSandboxConfig;
import io.navarch.cri.v1.LinuxSandboxSecurityContext;
import io.navarch.cri.v1.MountPropagation;
import io.navarch.cri.v1.NamespaceOption;
import io.navarch.cri.v1.Protocol;
import io.navarch.cri.v1.SELinuxOption;
import io.navarch.cri.v1.Signal;
import io.navarch.kubelet.cri.ContainerConfig;
import io.navarch.kubelet.cri.ContainerFilter;
import io.navarch.kubelet.cri.ContainerMetadata;
import io.navarch.kubelet.cri.ContainerRuntimeException;
import io.navarch.kubelet.cri.ContainerSecurityContext;
import io.navarch.kubelet.cri.ContainerState;
import io.navarch.kubelet.cri.ImageSpec;
import io.navarch.kubelet.cri.LinuxContainerResources;
import io.navarch.kubelet.cri.Mount;
import io.navarch.kubelet.cri.NamespaceMode;
import io.navarch.kubelet.cri.NamespaceOptions;
import io.navarch.kubelet.cri.PodSandboxConfig;
import io.navarch.kubelet.cri.PodSandboxFilter;
import io.navarch.kubelet.cri.PodSandboxMetadata;
import io.navarch.kubelet.cri.PodSandboxState;
import io.navarch.kubelet.cri.PortMapping;
import io.navarch.kubelet.cri.RegistryAuth;
import io.navarch.kubelet.cri.RpcCode;
import io.navarch.kubelet.cri.SandboxSecurityContext;
import io.navarch.kubelet.cri.SecurityProfile;
import io.navarch.kubelet.cri.SelinuxOptions;
import io.navarch.kubelet.cri.SupplementalGroupsPolicy;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Turns the contract's records into CRI messages. */
final class ProtoEncoder {
    private ProtoEncoder() {}

    static io.navarch.cri.v1.PodSandboxConfig sandboxConfig(PodSandboxConfig config) {
        var proto = io.navarch.cri.v1.PodSandboxConfig.newBuilder()
                .setMetadata(sandboxMetadata(config.metadata()))
                .setHostname(config.hostname())
                .setLogDirectory(config.logDirectory())
                .putAllLabels(config.labels())
                .putAllAnnotations(config.annotations())
                .setLinux(linux(config));
        var dns = config.dns();
        if (dns != null) {
            proto.setDnsConfig(DNSConfig.newBuilder()
                    .addAllServers(dns.servers())
                    .addAllSearches(dns.searches())
                    .addAllOptions(dns.options()));
        }
        for (PortMapping mapping : config.portMappings()) {
            proto.addPortMappings(io.navarch.cri.v1.PortMapping.newBuilder()
                    .setProtocol(protocol(mapping.protocol()))
                    .setContainerPort(mapping.containerPort())
                    .setHostPort(mapping.hostPort())
                    .setHostIp(mapping.hostIp()));
        }
        return proto.build();
    }

    private static LinuxPodSandboxConfig linux(PodSandboxConfig config) {
        var proto = LinuxPodSandboxConfig.newBuilder()
                .setCgroupParent(config.cgroupParent())
                .putAllSysctls(config.sysctls())
                .setSecurityContext(securityContext(config.securityContext()));
        ifGiven(config.overhead(), overhead -> proto.setOverhead(resources(overhead)));
        ifGiven(config.resources(), resources -> proto.setResources(resources(resources)));
        return proto.build();
    }

    private static io.navarch.cri.v1.PodSandboxMetadata sandboxMetadata(PodSandboxMetadata metadata) {
        return io.navarch.cri.v1.PodSandboxMetadata.newBuilder()
                .setName(metadata.name())
                .setNamespace(metadata.namespace())
                .setUid(metadata.uid())
                .setAttempt(metadata.attempt())
                .build();
    }

    private static LinuxSandboxSecurityContext securityContext(SandboxSecurityContext context) {
        var proto = LinuxSandboxSecurityContext.newBuilder()
                .setNamespaceOptions(namespaces(context.namespaces()))
                .setReadonlyRootfs(context.readOnlyRootFilesystem())
                .addAllSupplementalGroups(context.supplementalGroups())
                .setSupplementalGroupsPolicy(policy(context.supplementalGroupsPolicy()))
                .setPrivileged(context.privileged());
        ifGiven(context.selinux(), options -> proto.setSelinuxOptions(selinux(options)));
        ifGiven(context.runAsUser(), user -> proto.setRunAsUser(int64(user)));
        ifGiven(context.runAsGroup(), group -> proto.setRunAsGroup(int64(group)));
        ifGiven(context.seccomp(), profile -> proto.setSeccomp(profile(profile)));
        ifGiven(context.apparmor(), profile -> proto.setApparmor(profile(profile)));
        return proto.build();
    }

    static io.navarch.cri.v1.ContainerConfig containerConfig(ContainerConfig config) {
        var proto = io.navarch.cri.v1.ContainerConfig.newBuilder()
                .setMetadata(containerMetadata(config.metadata()))
                .setImage(image(config.image()))
                .addAllCommand(config.command())
                .addAllArgs(config.args())
                .setWorkingDir(config.workingDir())
                .putAllLabels(config.labels())
                .putAllAnnotations(config.annotations())
                .setLogPath(config.logPath())
                .setStdin(config.stdin())
                .setStdinOnce(config.stdinOnce())
                .setTty(config.tty())
                .setLinux(LinuxContainerConfig.newBuilder()
                        .setResources(resources(config.resources()))
                        .setSecurityContext(securityContext(config.securityContext())));
        config.envs()
                .forEach(env ->
                        proto.addEnvs(KeyValue.newBuilder().setKey(env.name()).setValue(env.value())));
        config.mounts().forEach(mount -> proto.addMounts(mount(mount)));
        config.devices()
                .forEach(device -> proto.addDevices(io.navarch.cri.v1.Device.newBuilder()
                        .setContainerPath(device.containerPath())
                        .setHostPath(device.hostPath())
                        .setPermissions(device.permissions())));
        config.cdiDevices()
                .forEach(name -> proto.addCDIDevices(CDIDevice.newBuilder().setName(name)));
        if (!config.stopSignal().isEmpty()) {
            proto.setStopSignal(signal(config.stopSignal()));
        }
        return proto.build();
    }

    private static Signal signal(String name) {
        try {
            return Signal.valueOf(name.replace("+", "PLUS").replace("-", "MINUS"));
        } catch (IllegalArgumentException e) {
            throw new ContainerRuntimeException(RpcCode.INVALID_ARGUMENT, "unknown stop signal \"" + name + "\"", e);
        }
    }

    private static io.navarch.cri.v1.ContainerMetadata containerMetadata(ContainerMetadata metadata) {
        return io.navarch.cri.v1.ContainerMetadata.newBuilder()
                .setName(metadata.name())
                .setAttempt(metadata.attempt())
                .build();
    }

    private static io.navarch.cri.v1.Mount mount(Mount mount) {
        var proto = io.navarch.cri.v1.Mount.newBuilder()
                .setContainerPath(mount.containerPath())
                .setHostPath(mount.hostPath())
                .setReadonly(mount.readOnly())
                .setRecursiveReadOnly(mount.recursiveReadOnly())
                .setSelinuxRelabel(mount.selinuxRelabel())
                .setPropagation(
                        switch (mount.propagation()) {
                            case PRIVATE -> MountPropagation.PROPAGATION_PRIVATE;
                            case HOST_TO_CONTAINER -> MountPropagation.PROPAGATION_HOST_TO_CONTAINER;
                            case BIDIRECTIONAL -> MountPropagation.PROPAGATION_BIDIRECTIONAL;
                        })
                .setImageSubPath(mount.imageSubPath());
        ifGiven(mount.image(), image -> proto.setImage(image(image)));
        return proto.build();
    }

    private static LinuxContainerSecurityContext securityContext(ContainerSecurityContext context) {
        var proto = LinuxContainerSecurityContext.newBuilder()
                .setCapabilities(Capability.newBuilder()
                        .addAllAddCapabilities(context.capabilities().add())
                        .addAllDropCapabilities(context.capabilities().drop()))
                .setPrivileged(context.privileged())
                .setNamespaceOptions(namespaces(context.namespaces()))
                .setRunAsUsername(context.runAsUsername())
                .setReadonlyRootfs(context.readOnlyRootFilesystem())
                .addAllSupplementalGroups(context.supplementalGroups())
                .setSupplementalGroupsPolicy(policy(context.supplementalGroupsPolicy()))
                .setNoNewPrivs(context.noNewPrivileges())
                .addAllMaskedPaths(context.maskedPaths())
                .addAllReadonlyPaths(context.readOnlyPaths());
        ifGiven(context.selinux(), options -> proto.setSelinuxOptions(selinux(options)));
        ifGiven(context.runAsUser(), user -> proto.setRunAsUser(int64(user)));
        ifGiven(context.runAsGroup(), group -> proto.setRunAsGroup(int64(group)));
        ifGiven(context.seccomp(), profile -> proto.setSeccomp(profile(profile)));
        ifGiven(context.apparmor(), profile -> proto.setApparmor(profile(profile)));
        return proto.build();
    }

    static io.navarch.cri.v1.LinuxContainerResources resources(LinuxContainerResources resources) {
        var proto = io.navarch.cri.v1.LinuxContainerResources.newBuilder()
                .setCpuPeriod(resources.cpuPeriod())
                .setCpuQuota(resources.cpuQuota())
                .setCpuShares(resources.cpuShares())
                .setMemoryLimitInBytes(resources.memoryLimit())
                .setMemorySwapLimitInBytes(resources.memorySwapLimit())
                .setOomScoreAdj(resources.oomScoreAdj())
                .setCpusetCpus(resources.cpusetCpus())
                .setCpusetMems(resources.cpusetMems())
                .putAllUnified(resources.unified());
        resources
                .hugepageLimits()
                .forEach((size, limit) -> proto.addHugepageLimits(
                        HugepageLimit.newBuilder().setPageSize(size).setLimit(limit)));
        return proto.build();
    }

    static io.navarch.cri.v1.ImageSpec image(ImageSpec image) {
        return io.navarch.cri.v1.ImageSpec.newBuilder()
                .setImage(image.image())
                .putAllAnnotations(image.annotations())
                .setUserSpecifiedImage(image.userSpecifiedImage())
                .setRuntimeHandler(image.runtimeHandler())
                .build();
    }

    static AuthConfig auth(RegistryAuth auth) {
        return AuthConfig.newBuilder()
                .setUsername(auth.username())
                .setPassword(auth.password())
                .setAuth(auth.auth())
                .setServerAddress(auth.serverAddress())
                .setIdentityToken(auth.identityToken())
                .setRegistryToken(auth.registryToken())
                .build();
    }

    static io.navarch.cri.v1.PodSandboxFilter filter(PodSandboxFilter filter) {
        var proto = io.navarch.cri.v1.PodSandboxFilter.newBuilder()
                .setId(filter.id())
                .putAllLabelSelector(filter.labels());
        var state = filter.state();
        if (state != null) {
            proto.setState(io.navarch.cri.v1.PodSandboxStateValue.newBuilder()
                    .setState(
                            state == PodSandboxState.READY
                                    ? io.navarch.cri.v1.PodSandboxState.SANDBOX_READY
                                    : io.navarch.cri.v1.PodSandboxState.SANDBOX_NOTREADY));
        }
        return proto.build();
    }

    static io.navarch.cri.v1.ContainerFilter filter(ContainerFilter filter) {
        var proto = io.navarch.cri.v1.ContainerFilter.newBuilder()
                .setId(filter.id())
                .setPodSandboxId(filter.podSandboxId())
                .putAllLabelSelector(filter.labels());
        var state = filter.state();
        if (state != null) {
            proto.setState(io.navarch.cri.v1.ContainerStateValue.newBuilder().setState(state(state)));
        }
        return proto.build();
    }

    static io.navarch.cri.v1.ContainerStatsFilter statsFilter(ContainerFilter filter) {
        return io.navarch.cri.v1.ContainerStatsFilter.newBuilder()
                .setId(filter.id())
                .setPodSandboxId(filter.podSandboxId())
                .putAllLabelSelector(filter.labels())
                .build();
    }

    private static io.navarch.cri.v1.ContainerState state(ContainerState state) {
        return switch (state) {
            case CREATED -> io.navarch.cri.v1.ContainerState.CONTAINER_CREATED;
            case RUNNING -> io.navarch.cri.v1.ContainerState.CONTAINER_RUNNING;
            case EXITED -> io.navarch.cri.v1.ContainerState.CONTAINER_EXITED;
            case UNKNOWN -> io.navarch.cri.v1.ContainerState.CONTAINER_UNKNOWN;
        };
    }

    private static NamespaceOption namespaces(NamespaceOptions options) {
        var proto = NamespaceOption.newBuilder()
                .setNetwork(mode(options.network()))
                .setPid(mode(options.pid()))
                .setIpc(mode(options.ipc()))
                .setTargetId(options.targetId());
        var user = options.userNamespace();
        if (user != null) {
            proto.setUsernsOptions(io.navarch.cri.v1.UserNamespace.newBuilder()
                    .setMode(mode(user.mode()))
                    .addAllUids(mappings(user.uids()))
                    .addAllGids(mappings(user.gids())));
        }
        return proto.build();
    }

    private static List<IDMapping> mappings(List<NamespaceOptions.IdMapping> mappings) {
        return mappings.stream()
                .map(mapping -> IDMapping.newBuilder()
                        .setHostId(mapping.hostId())
                        .setContainerId(mapping.containerId())
                        .setLength(mapping.length())
                        .build())
                .toList();
    }

    private static io.navarch.cri.v1.NamespaceMode mode(NamespaceMode mode) {
        return switch (mode) {
            case POD -> io.navarch.cri.v1.NamespaceMode.POD;
            case CONTAINER -> io.navarch.cri.v1.NamespaceMode.CONTAINER;
            case NODE -> io.navarch.cri.v1.NamespaceMode.NODE;
            case TARGET -> io.navarch.cri.v1.NamespaceMode.TARGET;
        };
    }

    private static io.navarch.cri.v1.SecurityProfile profile(SecurityProfile profile) {
        return io.navarch.cri.v1.SecurityProfile.newBuilder()
                .setProfileType(
                        switch (profile.type()) {
                            case RUNTIME_DEFAULT -> io.navarch.cri.v1.SecurityProfile.ProfileType.RuntimeDefault;
                            case UNCONFINED -> io.navarch.cri.v1.SecurityProfile.ProfileType.Unconfined;
                            case LOCALHOST -> io.navarch.cri.v1.SecurityProfile.ProfileType.Localhost;
                        })
                .setLocalhostRef(profile.localhostRef())
                .build();
    }

    private static SELinuxOption selinux(SelinuxOptions options) {
        return SELinuxOption.newBuilder()
                .setUser(options.user())
                .setRole(options.role())
                .setType(options.type())
                .setLevel(options.level())
                .build();
    }

    private static io.navarch.cri.v1.SupplementalGroupsPolicy policy(SupplementalGroupsPolicy policy) {
        return switch (policy) {
            case MERGE -> io.navarch.cri.v1.SupplementalGroupsPolicy.Merge;
            case STRICT -> io.navarch.cri.v1.SupplementalGroupsPolicy.Strict;
        };
    }

    private static Protocol protocol(PortMapping.Protocol protocol) {
        return switch (protocol) {
            case TCP -> Protocol.TCP;
            case UDP -> Protocol.UDP;
            case SCTP -> Protocol.SCTP;
        };
    }

    private static Int64Value int64(long value) {
        return Int64Value.newBuilder().setValue(value).build();
    }

    private static <T> void ifGiven(@Nullable T value, Consumer<T> setter) {
        if (value != null) {
            setter.accept(value);
        }
    }
}
