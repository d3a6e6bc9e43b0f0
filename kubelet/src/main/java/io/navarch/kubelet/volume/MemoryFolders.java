package io.navarch.kubelet.volume;

import io.navarch.model.Quantity;
import io.navarch.model.core.v1.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Folders in memory (tmpfs), for what pods ask to have there and for secrets, which must not reach a disk. A restarted node
 * agent finds them as they were; a restarted machine has lost them and they are made anew.
 */
final class MemoryFolders {
    private final Supplier<Map<String, String>> nodeAllocatable;

    MemoryFolders(Supplier<Map<String, String>> nodeAllocatable) {
        this.nodeAllocatable = nodeAllocatable;
    }

    /**
     * Makes the folder one in memory.
     *
     * @param limit a quantity, or "" for no limit of its own
     * @return whether it was not yet
     */
    boolean ensure(Path folder, Pod pod, String limit) throws IOException, InterruptedException {
        if (MountTable.isMounted(folder)) {
            return false;
        }
        MountTable.mount("tmpfs", "size=" + size(pod, limit), "tmpfs", folder);
        return true;
    }

    /** The same for secrets; a folder that an earlier version has filled on disk stays until its pod goes. */
    boolean ensureForSecrets(Path folder, Pod pod) throws IOException, InterruptedException {
        try (var files = Files.list(folder)) {
            if (files.findAny().isPresent()) {
                return false;
            }
        }
        return ensure(folder, pod, "");
    }

    /** Memory that is filled counts as the pod's: there is never more than what its containers or else the node may have. */
    private long size(Pod pod, String limit) {
        var most = podLimit(pod);
        return limit.isEmpty() ? most.value() : most.min(Quantity.parse(limit)).value();
    }

    private Quantity podLimit(Pod pod) {
        var node = Quantity.parse(nodeAllocatable.get().getOrDefault("memory", "1Gi"));
        var sum = Quantity.ZERO;
        for (var container : pod.spec().containers()) {
            var own = container.resources().limits().get("memory");
            if (own == null) {
                return node;
            }
            sum = sum.add(Quantity.parse(own));
        }
        return sum.isZero() ? node : sum.min(node);
    }
}
