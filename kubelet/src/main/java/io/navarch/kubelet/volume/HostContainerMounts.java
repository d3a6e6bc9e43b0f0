package io.navarch.kubelet.volume;

import io.navarch.kubelet.container.ContainerConfigException;
import io.navarch.kubelet.container.Expansion;
import io.navarch.kubelet.cri.ImageSpec;
import io.navarch.kubelet.cri.Mount;
import io.navarch.model.core.v1.Container;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.VolumeMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The mounts of containers on this machine: their volumes, {@code PODS/UID/etc-hosts}, and for their last words {@code
 * PODS/UID/containers/NAME/RANDOM}.
 */
public final class HostContainerMounts implements ContainerMounts {
    private static final String HOSTS = "/etc/hosts";

    private final Path podsDir;
    private final HostsFile hosts;
    private final RandomGenerator random;

    /** @param clusterDomain in which pods with a subdomain are named, such as {@code cluster.local} */
    public HostContainerMounts(Path podsDir, String clusterDomain, RandomGenerator random) {
        this.podsDir = podsDir;
        this.hosts = new HostsFile(Path.of(HOSTS), clusterDomain);
        this.random = random;
    }

    @Override
    public List<Mount> of(
            Pod pod, Container container, Map<String, Path> volumes, Supplier<Map<String, String>> environment) {
        var mounts = new ArrayList<Mount>();
        for (var mount : container.volumeMounts()) {
            mounts.add(volume(pod, container, mount, volumes, environment));
        }
        try {
            boolean ownHosts = container.volumeMounts().stream()
                    .anyMatch(mount -> mount.mountPath().equals(HOSTS));
            if (!ownHosts && (pod.spec().hostNetwork() || !pod.status().podIP().isEmpty())) {
                var file = podsDir.resolve(pod.uid()).resolve("etc-hosts");
                Files.createDirectories(file.getParent());
                Files.writeString(file, hosts.content(pod));
                Permissions.mode(file, 0644);
                mounts.add(Mount.bind(file.toString(), HOSTS, false));
            }
            if (!container.terminationMessagePath().isEmpty()) {
                mounts.add(Mount.bind(lastWords(pod, container).toString(), container.terminationMessagePath(), false));
            }
        } catch (IOException e) {
            throw new ContainerConfigException(
                    "failed to prepare files of container \"" + container.name() + "\": " + e);
        }
        return List.copyOf(mounts);
    }

    private Mount volume(
            Pod pod,
            Container container,
            VolumeMount mount,
            Map<String, Path> volumes,
            Supplier<Map<String, String>> environment) {
        var image = pod.spec().volumes().stream()
                .filter(volume -> volume.name().equals(mount.name()) && volume.hasImage())
                .findFirst();
        if (image.isPresent()) {
            var spec = ImageSpec.of(image.get().image().reference());
            return new Mount(
                    mount.mountPath(), "", true, false, false, Mount.Propagation.PRIVATE, spec, mount.subPath());
        }
        var volume = volumes.get(mount.name());
        if (volume == null) {
            throw new ContainerConfigException(
                    "cannot find volume \"" + mount.name() + "\" to mount into container \"" + container.name() + "\"");
        }
        var subPath = mount.subPathExpr().isEmpty() ? mount.subPath() : expanded(mount, environment.get());
        var path = subPath.isEmpty() ? volume : SubPaths.resolve(volume, subPath, mount.name(), container.name());
        return new Mount(
                mount.mountPath(),
                path.toString(),
                mount.readOnly() || written(pod, mount.name()),
                mount.recursiveReadOnly().equals("Enabled"),
                false,
                propagation(mount.mountPropagation()),
                null,
                "");
    }

    /** Whether the node writes the volume: containers only read such ones. */
    private static boolean written(Pod pod, String name) {
        return pod.spec().volumes().stream()
                .filter(volume -> volume.name().equals(name))
                .anyMatch(volume -> volume.hasConfigMap()
                        || volume.hasSecret()
                        || volume.hasDownwardAPI()
                        || volume.hasProjected());
    }

    private static String expanded(VolumeMount mount, Map<String, String> environment) {
        return Expansion.expand(mount.subPathExpr(), name -> {
            var value = environment.get(name);
            if (value == null) {
                throw new ContainerConfigException("missing value for \"" + name + "\"");
            }
            return value;
        });
    }

    private static Mount.Propagation propagation(String stated) {
        return switch (stated) {
            case "HostToContainer" -> Mount.Propagation.HOST_TO_CONTAINER;
            case "Bidirectional" -> Mount.Propagation.BIDIRECTIONAL;
            default -> Mount.Propagation.PRIVATE;
        };
    }

    /** The container may run as anyone, and anyone may leave a message. */
    private Path lastWords(Pod pod, Container container) throws IOException {
        var folder = podsDir.resolve(pod.uid()).resolve("containers").resolve(container.name());
        Files.createDirectories(folder);
        var file = folder.resolve(String.format(Locale.ROOT, "%08x", random.nextInt()));
        Files.write(file, new byte[0]);
        Permissions.mode(file, 0666);
        return file;
    }
}
