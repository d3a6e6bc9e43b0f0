package io.navarch.kubelet.cri;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A container in full.
 *
 * @param startedAt null until it has started
 * @param finishedAt null until it has ended
 * @param exitCode meaningful once {@code finishedAt} is set
 * @param imageId the engine's id of the image, empty from engines older than the field
 * @param reason a CamelCase word why it ended: Completed, Error, OOMKilled, ContainerCannotRun, ...
 * @param logPath where the engine writes its log, absolute
 * @param resources null from engines that do not report them
 * @param user null from engines that do not report it
 */
public record ContainerStatus(
        String id,
        ContainerMetadata metadata,
        ContainerState state,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        int exitCode,
        ImageSpec image,
        String imageRef,
        String imageId,
        String reason,
        String message,
        Map<String, String> labels,
        Map<String, String> annotations,
        List<Mount> mounts,
        String logPath,
        @Nullable LinuxContainerResources resources,
        @Nullable User user) {
    public ContainerStatus {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
        mounts = List.copyOf(mounts);
    }

    /** The identity a container's first process got. */
    public record User(long uid, long gid, List<Long> supplementalGroups) {
        public User {
            supplementalGroups = List.copyOf(supplementalGroups);
        }
    }
}
