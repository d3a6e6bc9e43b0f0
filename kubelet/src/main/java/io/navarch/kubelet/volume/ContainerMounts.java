package io.navarch.kubelet.volume;

import io.navarch.kubelet.cri.Mount;
import io.navarch.model.core.v1.Container;
import io.navarch.model.core.v1.Pod;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Says what is mounted into a container. Thread-safe; calls for one pod come from its worker alone. */
@FunctionalInterface
public interface ContainerMounts {
    /**
     * The mounts of one attempt: its volumes, the hosts file, the file for its last words.
     *
     * @param pod with its addresses in the status
     * @param volumes as {@link PodVolumes#prepare} gave them
     * @param environment the container's variables, which {@code subPathExpr} may name; asked for only then
     * @throws io.navarch.kubelet.container.ContainerConfigException if a mount cannot be made
     */
    List<Mount> of(Pod pod, Container container, Map<String, Path> volumes, Supplier<Map<String, String>> environment);

    /** For a node whose containers are simulated: nothing is mounted, and no disk is touched. */
    static ContainerMounts none() {
        return (pod, container, volumes, environment) -> List.of();
    }
}
