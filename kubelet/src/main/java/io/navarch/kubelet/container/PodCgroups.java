package io.navarch.kubelet.container;

import io.navarch.model.Quantity;
import io.navarch.model.core.v1.Container;
import io.navarch.model.core.v1.Pod;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cgroups that pods have as a whole, above those of their containers: a pod's part of the processors is that of its
 * requests, however many containers it has, and its limits hold for all of them together. Works with both versions of cgroups.
 *
 * <pre>
 *   ROOT/kubepods/podUID               guaranteed
 *   ROOT/kubepods/burstable/podUID
 *   ROOT/kubepods/besteffort/podUID    takes what the others leave
 * </pre>
 */
public final class PodCgroups {
    private static final Logger LOG = LoggerFactory.getLogger(PodCgroups.class);
    private static final Path ROOT = Path.of("/sys/fs/cgroup");
    private static final List<String> LEVELS = List.of("", "/burstable", "/besteffort");
    private static final long PERIOD = 100_000;

    private final Path root;
    private final boolean unified;

    private PodCgroups(Path root) {
        this.root = root;
        this.unified = Files.exists(root.resolve("cgroup.controllers"));
    }

    /** Those of this machine. */
    public static PodCgroups ofHost() {
        return new PodCgroups(ROOT);
    }

    /** Makes the pod's cgroup. A machine that does not let us still runs the pod, with its containers' own limits. */
    public void ensure(Pod pod, String path) {
        try {
            if (path.contains("/besteffort/")) {
                cpu(path.substring(0, path.lastIndexOf('/')), Limits.shares(0), Optional.empty());
            }
            cpu(path, Limits.shares(sum(pod, "cpu", true).orElse(Quantity.ZERO).milliValue()), sum(pod, "cpu", false));
            var memory = sum(pod, "memory", false);
            if (memory.isPresent()) {
                var folder = folder("memory", path);
                write(
                        folder,
                        unified ? "memory.max" : "memory.limit_in_bytes",
                        memory.get().value());
            }
        } catch (IOException e) {
            LOG.warn("{} has no cgroup of its own: {}", pod.key(), e.toString());
        }
    }

    private void cpu(String path, long shares, Optional<Quantity> limit) throws IOException {
        var folder = folder("cpu", path);
        if (unified) {
            write(folder, "cpu.weight", 1 + (shares - 2) * 9999 / 262_142);
        } else {
            write(folder, "cpu.shares", shares);
        }
        if (limit.isPresent()) {
            long quota = Math.max(1000, limit.get().milliValue() * PERIOD / 1000);
            if (unified) {
                Files.writeString(folder.resolve("cpu.max"), quota + " " + PERIOD);
            } else {
                write(folder, "cpu.cfs_period_us", PERIOD);
                write(folder, "cpu.cfs_quota_us", quota);
            }
        }
    }

    /** What the containers ask for; limits count only if each has one. Init containers run before and need the same room. */
    private static Optional<Quantity> sum(Pod pod, String resource, boolean requests) {
        var sum = Quantity.ZERO;
        for (var container : pod.spec().containers()) {
            var amount = amount(container, resource, requests);
            if (amount == null) {
                if (!requests) {
                    return Optional.empty();
                }
                continue;
            }
            sum = sum.add(Quantity.parse(amount));
        }
        for (var init : pod.spec().initContainers()) {
            var amount = amount(init, resource, requests);
            if (amount == null) {
                if (!requests) {
                    return Optional.empty();
                }
                continue;
            }
            var own = Quantity.parse(amount);
            sum = init.restartPolicy().equals("Always") ? sum.add(own) : sum.max(own);
        }
        return Optional.of(sum);
    }

    private static @Nullable String amount(Container container, String resource, boolean requests) {
        var resources = container.resources();
        var request = requests ? resources.requests().get(resource) : null;
        return request != null ? request : resources.limits().get(resource);
    }

    private Path folder(String controller, String path) throws IOException {
        if (!unified) {
            return Files.createDirectories(root.resolve(controller).resolve(path.substring(1)));
        }
        var folder = root;
        for (var part : Path.of(path.substring(1))) {
            Files.writeString(folder.resolve("cgroup.subtree_control"), "+cpu +memory +pids");
            folder = folder.resolve(part);
            if (!Files.isDirectory(folder)) {
                Files.createDirectory(folder);
            }
        }
        return folder;
    }

    private static void write(Path folder, String file, long value) throws IOException {
        Files.writeString(folder.resolve(file), Long.toString(value));
    }

    /**
     * Removes the cgroups of a pod that is gone.
     *
     * @param parent of the node's pods, for example {@code /kubepods}
     */
    public void remove(String parent, String uid) {
        for (var hierarchy : hierarchies()) {
            for (var level : LEVELS) {
                var folder = hierarchy.resolve((parent + level).substring(1)).resolve("pod" + uid);
                try {
                    removeTree(folder);
                } catch (DirectoryNotEmptyException | NoSuchFileException e) {
                    LOG.debug("{} stays or went by itself: {}", folder, e.toString());
                } catch (IOException e) {
                    LOG.warn("cannot remove {}: {}", folder, e.toString());
                }
            }
        }
    }

    private List<Path> hierarchies() {
        if (unified) {
            return List.of(root);
        }
        var found = new ArrayList<Path>();
        try (var folders = Files.newDirectoryStream(root, Files::isDirectory)) {
            folders.forEach(found::add);
        } catch (IOException e) {
            LOG.warn("cannot list {}: {}", root, e.toString());
        }
        return found;
    }

    private static void removeTree(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (var children = Files.newDirectoryStream(folder, Files::isDirectory)) {
            for (var child : children) {
                removeTree(child);
            }
        }
        Files.delete(folder);
    }
}
