package io.navarch.kubelet.upkeep;

import io.navarch.kubelet.server.PodUsage;
import io.navarch.model.Quantity;
import io.navarch.model.core.v1.Pod;
import java.io.IOException;
import java.util.Optional;

/** The limits that a pod has for what it writes to the node's disk. */
final class LocalStorageLimits {
    private static final String STORAGE = "ephemeral-storage";

    private LocalStorageLimits() {}

    /** Which one the pod has exceeded, in the words of upstream's evictions. */
    static Optional<String> exceeded(Pod pod, PodUsage usage, PodDisk disk) throws IOException {
        for (var volume : pod.spec().volumes()) {
            var source = volume.emptyDir();
            if (!volume.hasEmptyDir()
                    || source.sizeLimit().isEmpty()
                    || !source.medium().isEmpty()) {
                continue;
            }
            if (disk.emptyDir(pod, volume.name())
                    > Quantity.parse(source.sizeLimit()).value()) {
                return Optional.of("Usage of EmptyDir volume \"" + volume.name() + "\" exceeds the limit \""
                        + source.sizeLimit() + "\". ");
            }
        }
        var limited = pod.spec().containers().stream()
                .filter(container -> container.resources().limits().containsKey(STORAGE))
                .toList();
        if (limited.isEmpty()) {
            return Optional.empty();
        }
        var written = disk.containers(pod, usage);
        var total = Quantity.ZERO;
        for (var container : limited) {
            var limit = Quantity.parse(container.resources().limits().getOrDefault(STORAGE, "0"));
            total = total.add(limit);
            if (written.getOrDefault(container.name(), 0L) > limit.value()) {
                return Optional.of("Container " + container.name() + " exceeded its local ephemeral storage limit \""
                        + limit + "\". ");
            }
        }
        long all = disk.emptyDirs(pod)
                + written.values().stream().mapToLong(Long::longValue).sum();
        return limited.size() == pod.spec().containers().size() && all > total.value()
                ? Optional.of("Pod ephemeral local storage usage exceeds the total limit of containers " + total + ". ")
                : Optional.empty();
    }
}
