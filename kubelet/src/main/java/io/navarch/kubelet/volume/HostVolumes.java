package io.navarch.kubelet.volume;

import io.navarch.kubelet.NodeObjects;
import io.navarch.kubelet.volume.Contents.MissingContentException;
import io.navarch.model.core.v1.EmptyDirVolumeSource;
import io.navarch.model.core.v1.NFSVolumeSource;
import io.navarch.model.core.v1.PersistentVolume;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.Volume;
import io.navarch.model.status.ApiException;
import io.navarch.runtime.Clock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Volumes on this machine's disk, at upstream's places: {@code PODS/UID/volumes/kubernetes.io~configmap/NAME} and so on.
 * Only volumes that a container mounts are made. What was unchanged since the last time is not written again.
 */
public final class HostVolumes implements PodVolumes {
    private static final Logger LOG = LoggerFactory.getLogger(HostVolumes.class);
    private static final int OPEN_TO_ALL = 0777;

    private final Path podsDir;
    private final ServiceAccountTokenSource tokens;
    private final PersistentVolumes persistent;
    private final Contents contents;
    private final MemoryFolders memory;
    private final boolean secretsInMemory;
    private final Clock clock;

    /**
     * @param podsDir one folder per pod, by its uid
     * @param nodeAllocatable quantities that downward-API limits default to
     * @param secretsInMemory whether secrets, tokens and what pods are told of themselves are kept off the disk, which needs
     *     root
     */
    public HostVolumes(
            Path podsDir,
            NodeObjects objects,
            ServiceAccountTokenSource tokens,
            PersistentVolumes persistent,
            Supplier<Map<String, String>> nodeAllocatable,
            boolean secretsInMemory,
            Clock clock) {
        this.podsDir = podsDir;
        this.tokens = tokens;
        this.persistent = persistent;
        this.contents = new Contents(objects, tokens, nodeAllocatable);
        this.memory = new MemoryFolders(nodeAllocatable);
        this.secretsInMemory = secretsInMemory;
        this.clock = clock;
    }

    @Override
    public Map<String, Path> prepare(Pod pod) throws InterruptedException {
        var used = mounted(pod);
        var paths = new LinkedHashMap<String, Path>();
        for (var volume : pod.spec().volumes()) {
            if (used.contains(volume.name()) && !volume.hasImage()) {
                paths.put(volume.name(), prepare(pod, volume));
            }
        }
        return paths;
    }

    private static Set<String> mounted(Pod pod) {
        var names = new HashSet<String>();
        var spec = pod.spec();
        spec.containers().forEach(c -> c.volumeMounts().forEach(mount -> names.add(mount.name())));
        spec.initContainers().forEach(c -> c.volumeMounts().forEach(mount -> names.add(mount.name())));
        spec.ephemeralContainers().forEach(c -> c.volumeMounts().forEach(mount -> names.add(mount.name())));
        return names;
    }

    private Path prepare(Pod pod, Volume volume) throws InterruptedException {
        var name = volume.name();
        try {
            return make(pod, volume);
        } catch (MissingContentException | ApiException e) {
            throw VolumeException.setUp(name, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw VolumeException.setUp(name, e.getMessage() == null ? e.toString() : e.getMessage());
        } catch (UncheckedIOException e) {
            throw VolumeException.setUp(name, String.valueOf(e.getCause()));
        }
    }

    private Path make(Pod pod, Volume volume) throws IOException, InterruptedException {
        if (volume.hasConfigMap()) {
            return write(pod, volume, "configmap", contents.of(pod, volume.configMap()));
        }
        if (volume.hasSecret()) {
            return write(pod, volume, "secret", contents.of(pod, volume.secret()));
        }
        if (volume.hasProjected()) {
            return write(pod, volume, "projected", contents.of(pod, volume.projected()));
        }
        if (volume.hasDownwardAPI()) {
            var source = volume.downwardAPI();
            int mode = source.hasDefaultMode() ? source.defaultMode() : 0644;
            return write(pod, volume, "downward-api", contents.downward(pod, source.items(), mode));
        }
        if (volume.hasHostPath()) {
            return HostPaths.prepare(volume.name(), volume.hostPath());
        }
        if (volume.hasNfs()) {
            return nfs(pod, volume.name(), volume.nfs(), List.of());
        }
        if (volume.hasPersistentVolumeClaim()) {
            return claimed(pod, volume, volume.persistentVolumeClaim().claimName());
        }
        if (volume.hasEphemeral()) {
            return claimed(pod, volume, pod.name() + "-" + volume.name());
        }
        if (volume.hasEmptyDir() || volume.equals(Volume.EMPTY.withName(volume.name()))) {
            return emptyDir(pod, volume.name(), volume.emptyDir());
        }
        throw unprocessed(
                volume,
                "failed to get Plugin from volumeSpec for volume \"" + volume.name()
                        + "\" err=no volume plugin matched");
    }

    private static VolumeException unprocessed(Volume volume, String why) {
        var name = volume.name();
        return new VolumeException(
                name,
                "Unable to attach or mount volumes: unmounted volumes=[" + name
                        + "], unattached volumes=[], failed to process volumes=[" + name + "]: " + why);
    }

    private Path folder(String uid, String plugin, String name) {
        return podsDir.resolve(uid)
                .resolve("volumes")
                .resolve("kubernetes.io~" + plugin)
                .resolve(name);
    }

    private static @Nullable Long group(Pod pod) {
        var context = pod.spec().securityContext();
        return context.hasFsGroup() ? (Long) context.fsGroup() : null;
    }

    private Path write(Pod pod, Volume volume, String plugin, SortedMap<String, FileContent> files)
            throws IOException, InterruptedException {
        var folder = folder(pod.uid(), plugin, volume.name());
        boolean fresh = !Files.exists(folder);
        Files.createDirectories(folder);
        if (secretsInMemory && !plugin.equals("configmap")) {
            fresh |= memory.ensureForSecrets(folder, pod);
        }
        if (fresh) {
            Permissions.mode(folder, OPEN_TO_ALL);
            Permissions.give(folder, group(pod), true);
        }
        new AtomicDirectory(folder, group(pod), clock).write(files);
        return folder;
    }

    private Path emptyDir(Pod pod, String name, EmptyDirVolumeSource source) throws IOException, InterruptedException {
        var folder = folder(pod.uid(), "empty-dir", name);
        boolean there = Files.exists(folder);
        Files.createDirectories(folder);
        if (source.medium().equals("Memory")) {
            there = !memory.ensure(folder, pod, source.sizeLimit());
        } else if (!source.medium().isEmpty()) {
            throw VolumeException.setUp(name, "unknown storage medium \"" + source.medium() + "\"");
        }
        if (!there) {
            Permissions.mode(folder, OPEN_TO_ALL);
            Permissions.give(folder, group(pod), false);
        }
        return folder;
    }

    private Path nfs(Pod pod, String name, NFSVolumeSource source, List<String> options)
            throws IOException, InterruptedException {
        var folder = folder(pod.uid(), "nfs", name);
        Files.createDirectories(folder);
        if (!MountTable.isMounted(folder)) {
            var all = new HashSet<>(options);
            if (source.readOnly()) {
                all.add("ro");
            }
            MountTable.mount("nfs", String.join(",", all), source.server() + ":" + source.path(), folder);
        }
        return folder;
    }

    private Path claimed(Pod pod, Volume volume, String claimName) throws IOException, InterruptedException {
        var prefix = "error processing PVC " + pod.namespace() + "/" + claimName + ": ";
        var claim = persistent
                .claim(pod.namespace(), claimName)
                .orElseThrow(() -> unprocessed(
                        volume,
                        prefix + "failed to fetch PVC from API server: persistentvolumeclaims \"" + claimName
                                + "\" not found"));
        if (!claim.status().phase().equals("Bound") || claim.spec().volumeName().isEmpty()) {
            throw unprocessed(volume, prefix + "PVC is not bound");
        }
        var bound = persistent.volume(claim.spec().volumeName());
        if (bound.isEmpty()) {
            throw unprocessed(
                    volume,
                    prefix + "failed to fetch PV " + claim.spec().volumeName()
                            + " from API server: persistentvolumes \""
                            + claim.spec().volumeName() + "\" not found");
        }
        return persistent(pod, volume, bound.get());
    }

    private Path persistent(Pod pod, Volume volume, PersistentVolume bound) throws IOException, InterruptedException {
        var spec = bound.spec();
        if (spec.hasHostPath()) {
            return HostPaths.prepare(bound.name(), spec.hostPath());
        }
        if (spec.hasNfs()) {
            return nfs(pod, bound.name(), spec.nfs(), spec.mountOptions());
        }
        if (spec.hasLocal()) {
            var path = Path.of(spec.local().path());
            if (!Files.exists(path)) {
                throw VolumeException.setUp(bound.name(), "path \"" + path + "\" does not exist");
            }
            var group = group(pod);
            if (group != null && !Permissions.belongsTo(path, group)) {
                Permissions.give(path, group, false);
            }
            return path;
        }
        throw unprocessed(
                volume,
                "failed to get Plugin from volumeSpec for volume \"" + bound.name()
                        + "\" err=no volume plugin matched");
    }

    @Override
    public void tearDown(String podUid) {
        tokens.forget(podUid);
        remove(podsDir.resolve(podUid).resolve("volumes"));
    }

    @Override
    public void forget(String podUid) {
        tokens.forget(podUid);
        remove(podsDir.resolve(podUid));
    }

    @Override
    public Set<String> pods() {
        if (!Files.isDirectory(podsDir)) {
            return Set.of();
        }
        try (var folders = Files.list(podsDir)) {
            return folders.map(folder -> folder.getFileName().toString()).collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void remove(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try {
            for (var point : MountTable.beneath(folder.toRealPath())) {
                MountTable.unmount(point);
            }
            Trees.delete(folder);
        } catch (IOException e) {
            // Nothing waits for it; what is left is removed at the next start.
            LOG.warn("cannot remove {}: {}", folder, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
