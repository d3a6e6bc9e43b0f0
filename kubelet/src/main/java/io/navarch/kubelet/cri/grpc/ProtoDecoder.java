package io.navarch.kubelet.cri.grpc;

import io.navarch.cri.v1.UInt64Value;
import io.navarch.kubelet.cri.Container;
import io.navarch.kubelet.cri.ContainerEvent;
import io.navarch.kubelet.cri.ContainerMetadata;
import io.navarch.kubelet.cri.ContainerState;
import io.navarch.kubelet.cri.ContainerStats;
import io.navarch.kubelet.cri.ContainerStatus;
import io.navarch.kubelet.cri.FilesystemUsage;
import io.navarch.kubelet.cri.Image;
import io.navarch.kubelet.cri.ImageSpec;
import io.navarch.kubelet.cri.LinuxContainerResources;
import io.navarch.kubelet.cri.Mount;
import io.navarch.kubelet.cri.NamespaceMode;
import io.navarch.kubelet.cri.NamespaceOptions;
import io.navarch.kubelet.cri.PodSandbox;
import io.navarch.kubelet.cri.PodSandboxMetadata;
import io.navarch.kubelet.cri.PodSandboxState;
import io.navarch.kubelet.cri.PodSandboxStatus;
import io.navarch.kubelet.cri.RuntimeStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns CRI messages into the contract's records. Values of enums that this version does not know read as unknown. */
final class ProtoDecoder {
    private ProtoDecoder() {}

    static RuntimeStatus runtimeStatus(io.navarch.cri.v1.StatusResponse answer) {
        var conditions = answer.getStatus().getConditionsList().stream()
                .map(condition -> new RuntimeStatus.Condition(
                        condition.getType(), condition.getStatus(), condition.getReason(), condition.getMessage()))
                .toList();
        var handlers = answer.getRuntimeHandlersList().stream()
                .map(handler -> new RuntimeStatus.Handler(
                        handler.getName(),
                        handler.getFeatures().getRecursiveReadOnlyMounts(),
                        handler.getFeatures().getUserNamespaces()))
                .toList();
        return new RuntimeStatus(conditions, handlers, answer.getFeatures().getSupplementalGroupsPolicy());
    }

    static PodSandbox sandbox(io.navarch.cri.v1.PodSandbox proto) {
        return new PodSandbox(
                proto.getId(),
                metadata(proto.getMetadata()),
                state(proto.getState()),
                instant(proto.getCreatedAt()),
                proto.getLabelsMap(),
                proto.getAnnotationsMap(),
                proto.getRuntimeHandler());
    }

    static PodSandboxStatus sandboxStatus(io.navarch.cri.v1.PodSandboxStatus proto) {
        List<String> ips = new ArrayList<>();
        if (!proto.getNetwork().getIp().isEmpty()) {
            ips.add(proto.getNetwork().getIp());
        }
        proto.getNetwork().getAdditionalIpsList().forEach(ip -> ips.add(ip.getIp()));
        return new PodSandboxStatus(
                proto.getId(),
                metadata(proto.getMetadata()),
                state(proto.getState()),
                instant(proto.getCreatedAt()),
                ips,
                namespaces(proto.getLinux().getNamespaces().getOptions()),
                proto.getLabelsMap(),
                proto.getAnnotationsMap(),
                proto.getRuntimeHandler());
    }

    private static PodSandboxMetadata metadata(io.navarch.cri.v1.PodSandboxMetadata proto) {
        return new PodSandboxMetadata(proto.getName(), proto.getNamespace(), proto.getUid(), proto.getAttempt());
    }

    private static PodSandboxState state(io.navarch.cri.v1.PodSandboxState state) {
        return state == io.navarch.cri.v1.PodSandboxState.SANDBOX_READY
                ? PodSandboxState.READY
                : PodSandboxState.NOT_READY;
    }

    static Container container(io.navarch.cri.v1.Container proto) {
        return new Container(
                proto.getId(),
                proto.getPodSandboxId(),
                metadata(proto.getMetadata()),
                image(proto.getImage()),
                proto.getImageRef(),
                state(proto.getState()),
                instant(proto.getCreatedAt()),
                proto.getLabelsMap(),
                proto.getAnnotationsMap());
    }

    static ContainerStatus containerStatus(io.navarch.cri.v1.ContainerStatus proto) {
        return new ContainerStatus(
                proto.getId(),
                metadata(proto.getMetadata()),
                state(proto.getState()),
                instant(proto.getCreatedAt()),
                instantIfSet(proto.getStartedAt()),
                instantIfSet(proto.getFinishedAt()),
                proto.getExitCode(),
                image(proto.getImage()),
                proto.getImageRef(),
                proto.getImageId(),
                proto.getReason(),
                proto.getMessage(),
                proto.getLabelsMap(),
                proto.getAnnotationsMap(),
                proto.getMountsList().stream().map(ProtoDecoder::mount).toList(),
                proto.getLogPath(),
                proto.hasResources() ? resources(proto.getResources().getLinux()) : null,
                proto.hasUser() ? user(proto.getUser().getLinux()) : null);
    }

    private static ContainerStatus.User user(io.navarch.cri.v1.LinuxContainerUser proto) {
        return new ContainerStatus.User(proto.getUid(), proto.getGid(), proto.getSupplementalGroupsList());
    }

    private static ContainerMetadata metadata(io.navarch.cri.v1.ContainerMetadata proto) {
        return new ContainerMetadata(proto.getName(), proto.getAttempt());
    }

    private static ContainerState state(io.navarch.cri.v1.ContainerState state) {
        return switch (state) {
            case CONTAINER_CREATED -> ContainerState.CREATED;
            case CONTAINER_RUNNING -> ContainerState.RUNNING;
            case CONTAINER_EXITED -> ContainerState.EXITED;
            case CONTAINER_UNKNOWN, UNRECOGNIZED -> ContainerState.UNKNOWN;
        };
    }

    private static Mount mount(io.navarch.cri.v1.Mount proto) {
        return new Mount(
                proto.getContainerPath(),
                proto.getHostPath(),
                proto.getReadonly(),
                proto.getRecursiveReadOnly(),
                proto.getSelinuxRelabel(),
                switch (proto.getPropagation()) {
                    case PROPAGATION_PRIVATE, UNRECOGNIZED -> Mount.Propagation.PRIVATE;
                    case PROPAGATION_HOST_TO_CONTAINER -> Mount.Propagation.HOST_TO_CONTAINER;
                    case PROPAGATION_BIDIRECTIONAL -> Mount.Propagation.BIDIRECTIONAL;
                },
                proto.hasImage() ? image(proto.getImage()) : null,
                proto.getImageSubPath());
    }

    private static LinuxContainerResources resources(io.navarch.cri.v1.LinuxContainerResources proto) {
        Map<String, Long> hugepages = new HashMap<>();
        proto.getHugepageLimitsList().forEach(limit -> hugepages.put(limit.getPageSize(), limit.getLimit()));
        return LinuxContainerResources.builder()
                .cpuCfs(proto.getCpuQuota(), proto.getCpuPeriod())
                .cpuShares(proto.getCpuShares())
                .memoryLimit(proto.getMemoryLimitInBytes())
                .memorySwapLimit(proto.getMemorySwapLimitInBytes())
                .oomScoreAdj(proto.getOomScoreAdj())
                .cpuset(proto.getCpusetCpus(), proto.getCpusetMems())
                .hugepageLimits(hugepages)
                .unified(proto.getUnifiedMap())
                .build();
    }

    private static ImageSpec image(io.navarch.cri.v1.ImageSpec proto) {
        return new ImageSpec(
                proto.getImage(), proto.getAnnotationsMap(), proto.getUserSpecifiedImage(), proto.getRuntimeHandler());
    }

    static Image image(io.navarch.cri.v1.Image proto) {
        return new Image(
                proto.getId(),
                proto.getRepoTagsList(),
                proto.getRepoDigestsList(),
                proto.getSize(),
                proto.hasUid() ? proto.getUid().getValue() : null,
                proto.getUsername(),
                proto.getPinned());
    }

    static FilesystemUsage filesystem(io.navarch.cri.v1.FilesystemUsage proto) {
        return new FilesystemUsage(
                instant(proto.getTimestamp()),
                proto.getFsId().getMountpoint(),
                proto.getUsedBytes().getValue(),
                proto.getInodesUsed().getValue());
    }

    static ContainerStats stats(io.navarch.cri.v1.ContainerStats proto) {
        var attributes = proto.getAttributes();
        return new ContainerStats(
                attributes.getId(),
                metadata(attributes.getMetadata()),
                attributes.getLabelsMap(),
                attributes.getAnnotationsMap(),
                proto.hasCpu() ? cpu(proto.getCpu()) : null,
                proto.hasMemory() ? memory(proto.getMemory()) : null,
                proto.hasWritableLayer() ? filesystem(proto.getWritableLayer()) : null);
    }

    private static ContainerStats.Cpu cpu(io.navarch.cri.v1.CpuUsage proto) {
        return new ContainerStats.Cpu(
                instant(proto.getTimestamp()),
                value(proto.getUsageCoreNanoSeconds()),
                proto.hasUsageNanoCores() ? value(proto.getUsageNanoCores()) : null);
    }

    private static ContainerStats.Memory memory(io.navarch.cri.v1.MemoryUsage proto) {
        return new ContainerStats.Memory(
                instant(proto.getTimestamp()),
                value(proto.getWorkingSetBytes()),
                value(proto.getAvailableBytes()),
                value(proto.getUsageBytes()),
                value(proto.getRssBytes()),
                value(proto.getPageFaults()),
                value(proto.getMajorPageFaults()));
    }

    static ContainerEvent event(io.navarch.cri.v1.ContainerEventResponse proto) {
        return new ContainerEvent(
                proto.getContainerId(),
                switch (proto.getContainerEventType()) {
                    case CONTAINER_CREATED_EVENT -> ContainerEvent.Type.CREATED;
                    case CONTAINER_STARTED_EVENT -> ContainerEvent.Type.STARTED;
                    case CONTAINER_STOPPED_EVENT, UNRECOGNIZED -> ContainerEvent.Type.STOPPED;
                    case CONTAINER_DELETED_EVENT -> ContainerEvent.Type.DELETED;
                },
                instant(proto.getCreatedAt()),
                proto.getPodSandboxStatus().getId(),
                proto.getPodSandboxStatus().getMetadata().getUid());
    }

    private static NamespaceOptions namespaces(io.navarch.cri.v1.NamespaceOption proto) {
        return new NamespaceOptions(
                mode(proto.getNetwork()),
                mode(proto.getPid()),
                mode(proto.getIpc()),
                proto.getTargetId(),
                proto.hasUsernsOptions() ? userNamespace(proto.getUsernsOptions()) : null);
    }

    private static NamespaceOptions.UserNamespace userNamespace(io.navarch.cri.v1.UserNamespace proto) {
        return new NamespaceOptions.UserNamespace(
                mode(proto.getMode()), mappings(proto.getUidsList()), mappings(proto.getGidsList()));
    }

    private static List<NamespaceOptions.IdMapping> mappings(List<io.navarch.cri.v1.IDMapping> protos) {
        return protos.stream()
                .map(proto ->
                        new NamespaceOptions.IdMapping(proto.getHostId(), proto.getContainerId(), proto.getLength()))
                .toList();
    }

    private static NamespaceMode mode(io.navarch.cri.v1.NamespaceMode mode) {
        return switch (mode) {
            case POD, UNRECOGNIZED -> NamespaceMode.POD;
            case CONTAINER -> NamespaceMode.CONTAINER;
            case NODE -> NamespaceMode.NODE;
            case TARGET -> NamespaceMode.TARGET;
        };
    }

    private static long value(UInt64Value proto) {
        return proto.getValue();
    }

    private static Instant instant(long nanos) {
        return Instant.ofEpochSecond(0, nanos);
    }

    private static @Nullable Instant instantIfSet(long nanos) {
        return nanos == 0 ? null : instant(nanos);
    }
}
