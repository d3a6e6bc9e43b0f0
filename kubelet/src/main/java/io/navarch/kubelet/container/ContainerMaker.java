package io.navarch.kubelet.container;

import io.navarch.kubelet.NodeObjects;
import io.navarch.kubelet.cri.ContainerConfig;
import io.navarch.kubelet.cri.ContainerMetadata;
import io.navarch.kubelet.cri.EnvVar;
import io.navarch.kubelet.cri.Image;
import io.navarch.kubelet.cri.ImageSpec;
import io.navarch.kubelet.cri.LinuxContainerResources;
import io.navarch.kubelet.cri.Mount;
import io.navarch.model.core.v1.Container;
import io.navarch.model.core.v1.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Turns a container of a pod's spec into what the engine is to make. Thread-safe. */
public final class ContainerMaker {
    private final NodeObjects objects;
    private final Supplier<Map<String, String>> nodeAllocatable;
    private final long nodeMemory;

    /**
     * @param nodeAllocatable quantities that downward-API limits default to
     * @param nodeMemory bytes
     */
    public ContainerMaker(NodeObjects objects, Supplier<Map<String, String>> nodeAllocatable, long nodeMemory) {
        this.objects = objects;
        this.nodeAllocatable = nodeAllocatable;
        this.nodeMemory = nodeMemory;
    }

    /**
     * The configuration of one attempt.
     *
     * @param pod with its address in the status
     * @param imageId the engine's id of the pulled image
     * @param targetId of the container whose processes it shall see; empty for none
     * @throws ContainerConfigException if something that the container refers to is missing or forbidden
     */
    public ContainerConfig config(
            Pod pod,
            Container container,
            int attempt,
            String imageId,
            @Nullable Image image,
            List<Mount> mounts,
            String targetId) {
        var environment = environment(pod, container);
        var envs = new ArrayList<EnvVar>();
        environment.forEach((name, value) -> envs.add(new EnvVar(name, value)));
        return ContainerConfig.builder(
                        new ContainerMetadata(container.name(), attempt),
                        new ImageSpec(imageId, Map.of(), container.image(), ""))
                .command(expand(container.command(), environment))
                .args(expand(container.args(), environment))
                .workingDir(container.workingDir())
                .envs(envs)
                .mounts(mounts)
                .labels(Labels.ofContainer(pod, container))
                .annotations(Labels.annotations(pod, container, attempt))
                .logPath(container.name() + "/" + attempt + ".log")
                .interactive(container.stdin(), container.stdinOnce(), container.tty())
                .resources(Limits.of(pod, container, nodeMemory))
                .securityContext(Security.of(pod, container, image, targetId))
                .build();
    }

    /** The container's variables, which its command and its mounts may refer to. */
    public Map<String, String> environment(Pod pod, Container container) {
        return Environment.of(objects, pod, container, nodeAllocatable.get());
    }

    private static List<String> expand(List<String> words, Map<String, String> environment) {
        return words.stream().map(word -> Expansion.expand(word, environment)).toList();
    }

    /** What the engine shall let the container use. */
    public LinuxContainerResources resources(Pod pod, Container container) {
        return Limits.of(pod, container, nodeMemory);
    }

    /** What all pods of the node may use together. */
    public Map<String, String> nodeAllocatable() {
        return nodeAllocatable.get();
    }
}
