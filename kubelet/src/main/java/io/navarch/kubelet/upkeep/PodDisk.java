package io.navarch.kubelet.upkeep;

import io.navarch.kubelet.pod.SandboxMaker;
import io.navarch.kubelet.server.PodUsage;
import io.navarch.model.core.v1.Pod;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;

/** How much of the node's disk pods use: their emptyDirs, the logs and writable layers of their containers. */
final class PodDisk {
    private final Path podsDir;
    private final SandboxMaker sandboxes;

    PodDisk(Path podsDir, SandboxMaker sandboxes) {
        this.podsDir = podsDir;
        this.sandboxes = sandboxes;
    }

    /** The bytes in an emptyDir that is not in memory. */
    long emptyDir(Pod pod, String volume) throws IOException {
        return bytes(podsDir.resolve(pod.uid())
                .resolve("volumes/kubernetes.io~empty-dir")
                .resolve(volume));
    }

    /** The bytes in all of them. */
    long emptyDirs(Pod pod) throws IOException {
        long sum = 0;
        for (var volume : pod.spec().volumes()) {
            if (volume.hasEmptyDir() && volume.emptyDir().medium().isEmpty()) {
                sum += emptyDir(pod, volume.name());
            }
        }
        return sum;
    }

    /** What each container has written, log included. */
    Map<String, Long> containers(Pod pod, PodUsage usage) throws IOException {
        var sums = new HashMap<String, Long>();
        for (var container : usage.containers()) {
            var layer = container.stats().writableLayer();
            long log = bytes(sandboxes.logDirectory(pod).resolve(container.name()));
            sums.put(container.name(), log + (layer == null ? 0 : layer.usedBytes()));
        }
        return sums;
    }

    private static long bytes(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        var sum = new long[1];
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                sum[0] += attributes.size();
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
                // It went between the two looks.
                return FileVisitResult.CONTINUE;
            }
        });
        return sum[0];
    }
}
