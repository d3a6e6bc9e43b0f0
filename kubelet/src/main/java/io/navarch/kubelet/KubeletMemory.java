package io.navarch.kubelet;

import io.navarch.kubelet.image.ImagePuller;
import io.navarch.kubelet.node.NodeReporter;
import io.navarch.kubelet.pod.PodMemory;
import io.navarch.kubelet.probe.ProbeMemory;
import java.util.Map;

/**
 * What a node agent knows that neither the engine nor the API does, and would have forgotten if it were started again: an agent
 * that begins with it goes on where the other was.
 *
 * @param node what was said of the node
 * @param pods by uid
 * @param pulls that failed
 * @param probes by container
 */
public record KubeletMemory(
        NodeReporter.Memory node,
        Map<String, PodMemory> pods,
        Map<String, ImagePuller.Failure> pulls,
        Map<String, ProbeMemory> probes) {}
