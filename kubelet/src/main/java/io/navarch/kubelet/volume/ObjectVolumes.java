package io.navarch.kubelet.volume;

import io.navarch.kubelet.NodeObjects;
import io.navarch.kubelet.volume.Contents.MissingContentException;
import io.navarch.model.core.v1.Container;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.Volume;
import io.navarch.model.core.v1.VolumeMount;
import io.navarch.model.status.ApiException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The volumes of a node whose containers are simulated: a pod waits for the ConfigMaps and Secrets that it mounts, as on any
 * node, and their content can be asked for; no disk is touched. What every pod mounts, its token and the cluster's authority,
 * is not waited for and made only when it is asked for. Thread-safe.
 */
public final class ObjectVolumes implements PodVolumes {
    private static final int DEFAULT_MODE = 0644;
    private static final String ACCESS_VOLUME = "kube-api-access-";

    private final Contents contents;
    private final ServiceAccountTokenSource tokens;
    private final Set<String> prepared = ConcurrentHashMap.newKeySet();

    /** @param nodeAllocatable quantities that downward-API limits default to */
    public ObjectVolumes(
            NodeObjects objects, ServiceAccountTokenSource tokens, Supplier<Map<String, String>> nodeAllocatable) {
        this.tokens = tokens;
        this.contents = new Contents(objects, tokens, nodeAllocatable);
    }

    /** The uids of the pods whose volumes are prepared. */
    public Set<String> prepared() {
        return Set.copyOf(prepared);
    }

    /** Takes the volumes of these pods for prepared. */
    public void remember(Set<String> podUids) {
        prepared.addAll(podUids);
    }

    @Override
    public Map<String, Path> prepare(Pod pod) {
        if (pod.spec().volumes().isEmpty() || prepared.contains(pod.uid())) {
            return Map.of();
        }
        for (var volume : pod.spec().volumes()) {
            if (isOfObjects(volume) && !volume.name().startsWith(ACCESS_VOLUME) && isMounted(pod, volume)) {
                try {
                    files(pod, volume);
                } catch (MissingContentException | ApiException e) {
                    throw VolumeException.setUp(volume.name(), String.valueOf(e.getMessage()));
                } catch (UncheckedIOException e) {
                    throw VolumeException.setUp(volume.name(), String.valueOf(e.getCause()));
                }
            }
        }
        prepared.add(pod.uid());
        return Map.of();
    }

    @Override
    public void tearDown(String podUid) {
        prepared.remove(podUid);
        tokens.forget(podUid);
    }

    private static boolean isOfObjects(Volume volume) {
        return volume.hasConfigMap() || volume.hasSecret() || volume.hasProjected() || volume.hasDownwardAPI();
    }

    private static Stream<Container> containers(Pod pod) {
        return Stream.concat(pod.spec().initContainers().stream(), pod.spec().containers().stream());
    }

    private static boolean isMounted(Pod pod, Volume volume) {
        return containers(pod)
                .flatMap(container -> container.volumeMounts().stream())
                .anyMatch(mount -> mount.name().equals(volume.name()));
    }

    /**
     * What the container would find in the file of that absolute path now; empty if there is no such file in a volume that is
     * made of API objects.
     */
    public Optional<byte[]> file(Pod pod, String container, String path) {
        return Optional.ofNullable(files(pod, container).get(path));
    }

    /** The files of the container's volumes that are made of API objects as they are now, by absolute path. */
    public SortedMap<String, byte[]> files(Pod pod, String container) {
        var all = new TreeMap<String, byte[]>();
        var mounts = containers(pod)
                .filter(other -> other.name().equals(container))
                .flatMap(found -> found.volumeMounts().stream())
                .sorted(Comparator.comparingInt(mount -> mount.mountPath().length()))
                .toList();
        for (var mount : mounts) {
            for (var volume : pod.spec().volumes()) {
                if (volume.name().equals(mount.name()) && isOfObjects(volume)) {
                    put(all, mount, files(pod, volume));
                }
            }
        }
        return all;
    }

    private static void put(Map<String, byte[]> all, VolumeMount mount, Map<String, FileContent> files) {
        var root = mount.mountPath().replaceAll("/+$", "");
        var below = mount.subPath().replaceAll("^/+|/+$", "");
        files.forEach((name, content) -> {
            if (below.isEmpty()) {
                all.put(root + "/" + name, content.bytes());
            } else if (name.equals(below)) {
                all.put(root, content.bytes());
            } else if (name.startsWith(below + "/")) {
                all.put(root + name.substring(below.length()), content.bytes());
            }
        });
    }

    private Map<String, FileContent> files(Pod pod, Volume volume) {
        if (volume.hasConfigMap()) {
            return contents.of(pod, volume.configMap());
        }
        if (volume.hasSecret()) {
            return contents.of(pod, volume.secret());
        }
        if (volume.hasProjected()) {
            return contents.of(pod, volume.projected());
        }
        var source = volume.downwardAPI();
        return contents.downward(pod, source.items(), source.hasDefaultMode() ? source.defaultMode() : DEFAULT_MODE);
    }
}
