package io.navarch.distribution.cluster;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cgroups of a node that shares its host with others: each has a parent of its own, or the nodes would take each other's
 * pods for leftovers. In the first version of cgroups a new cpuset is empty and must be told its CPUs and memory.
 */
final class NodeCgroups {
    private static final Logger LOG = LoggerFactory.getLogger(NodeCgroups.class);
    private static final Path ROOT = Path.of("/sys/fs/cgroup");

    private NodeCgroups() {}

    /** Makes the parent in every hierarchy where there are several. */
    static void ensure(String parent) throws IOException {
        if (Files.exists(ROOT.resolve("cgroup.controllers"))) {
            return;
        }
        try (var hierarchies = Files.list(ROOT)) {
            for (var hierarchy : hierarchies.filter(Files::isDirectory).toList()) {
                var folder = hierarchy.resolve(parent.substring(1));
                if (!Files.isDirectory(folder) && Files.exists(hierarchy.resolve("tasks"))) {
                    Files.createDirectory(folder);
                }
            }
        }
        for (var file : List.of("cpuset.cpus", "cpuset.mems")) {
            var own = ROOT.resolve("cpuset").resolve(parent.substring(1)).resolve(file);
            if (Files.exists(own) && Files.readString(own).isBlank()) {
                Files.writeString(own, Files.readString(ROOT.resolve("cpuset").resolve(file)));
            }
        }
    }

    /** Removes the cgroups of nodes and pods that nothing runs in any more, in every hierarchy. */
    static void remove() throws IOException {
        try (var hierarchies = Files.list(ROOT)) {
            var roots = new ArrayList<>(hierarchies.filter(Files::isDirectory).toList());
            roots.add(ROOT);
            for (var root : roots) {
                try (var nodes = Files.newDirectoryStream(root, "{navarch-[0-9]*,kubepods}")) {
                    for (var node : nodes) {
                        removeEmpty(node);
                    }
                }
            }
        }
    }

    private static void removeEmpty(Path folder) throws IOException {
        try (var children = Files.newDirectoryStream(folder, Files::isDirectory)) {
            for (var child : children) {
                removeEmpty(child);
            }
        }
        if (!Files.readString(folder.resolve("cgroup.procs")).isEmpty()) {
            return;
        }
        try {
            Files.delete(folder);
        } catch (DirectoryNotEmptyException e) {
            LOG.debug("{} stays: something runs below it", folder);
        } catch (FileSystemException e) {
            LOG.warn("cannot remove {}: {}", folder, e.getReason());
        }
    }
}
