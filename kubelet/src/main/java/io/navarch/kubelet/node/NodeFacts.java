package io.navarch.kubelet.node;

import java.util.List;
import java.util.Map;

/**
 * What a node is, as far as it does not change while it runs.
 *
 * @param name the Node object's name
 * @param hostName its host name
 * @param addresses its own addresses, primary first
 * @param capacity resource quantities: cpu, memory, pods, ephemeral-storage …
 * @param allocatable what of it pods may have
 * @param labels further labels
 * @param taints further taints as {@code key=value:effect}
 * @param kubeletPort where the kubelet serves, 0 if it does not
 * @param memoryBytes of the machine
 */
public record NodeFacts(
        String name,
        String hostName,
        List<String> addresses,
        Map<String, String> capacity,
        Map<String, String> allocatable,
        Map<String, String> labels,
        List<String> taints,
        int kubeletPort,
        long memoryBytes,
        SystemFacts system) {

    /** What {@code kubectl get nodes -o wide} and describe show of the machine. */
    public record SystemFacts(
            String machineId,
            String systemUuid,
            String bootId,
            String kernelVersion,
            String osImage,
            String operatingSystem,
            String architecture,
            String version) {}
}
