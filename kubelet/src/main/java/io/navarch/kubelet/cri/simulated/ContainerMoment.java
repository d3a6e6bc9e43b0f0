package io.navarch.kubelet.cri.simulated;

import io.navarch.kubelet.cri.ContainerConfig;
import io.navarch.kubelet.cri.ContainerState;
import io.navarch.kubelet.cri.LinuxContainerResources;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a {@link SimulatedContainer} was at one moment. Nobody changes it. */
record ContainerMoment(
        String id,
        String sandboxId,
        ContainerConfig config,
        String imageRef,
        ContainerScript script,
        Instant createdAt,
        ContainerState state,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        int exitCode,
        String reason,
        String message,
        LinuxContainerResources resources,
        @Nullable Boolean ready,
        @Nullable Boolean live,
        UsedResources used,
        Map<String, byte[]> copied,
        WrittenLog written) {}
