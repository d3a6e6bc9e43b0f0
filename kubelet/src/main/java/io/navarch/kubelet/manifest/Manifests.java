package io.navarch.kubelet.manifest;

import io.navarch.model.core.v1.Pod;
import io.navarch.model.tree.DecodeException;
import io.navarch.runtime.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The manifests folder of a node: one pod per file; files whose names begin with a dot do not count. Used by one thread. */
final class Manifests {
    private static final Logger LOG = LoggerFactory.getLogger(Manifests.class);

    private final Path folder;
    private final String nodeName;
    private final Clock clock;
    private Map<String, Read> known = Map.of();

    /** A file that was read; without a pod it is none. */
    private record Read(String stamp, Optional<Pod> pod) {}

    Manifests(Path folder, String nodeName, Clock clock) {
        this.folder = folder;
        this.nodeName = nodeName;
        this.clock = clock;
    }

    /** The pods that shall run, by their uids. A file that has not changed gives the same pod again. */
    Map<String, Pod> pods() throws IOException {
        var now = new TreeMap<String, Read>();
        if (Files.isDirectory(folder)) {
            try (var files = Files.newDirectoryStream(folder)) {
                for (var file : files) {
                    var name = file.getFileName().toString();
                    if (!name.startsWith(".") && Files.isRegularFile(file)) {
                        read(file).ifPresent(read -> now.put(name, read));
                    }
                }
            }
        }
        known = now;
        var pods = new LinkedHashMap<String, Pod>();
        now.values().forEach(read -> read.pod().ifPresent(pod -> pods.put(pod.uid(), pod)));
        return pods;
    }

    private Optional<Read> read(Path file) throws IOException {
        try {
            var stamp = Files.getLastModifiedTime(file) + " " + Files.size(file);
            var before = known.get(file.getFileName().toString());
            if (before != null && before.stamp().equals(stamp)) {
                return Optional.of(before);
            }
            return Optional.of(new Read(stamp, parse(file)));
        } catch (NoSuchFileException e) {
            // It went between the two looks.
            return Optional.empty();
        }
    }

    private Optional<Pod> parse(Path file) throws IOException {
        try {
            return Optional.of(StaticPod.read(file.toString(), Files.readAllBytes(file), nodeName, clock.now()));
        } catch (DecodeException e) {
            LOG.error("Can't process manifest file {}: {}", file, e.getMessage());
            return Optional.empty();
        }
    }
}
