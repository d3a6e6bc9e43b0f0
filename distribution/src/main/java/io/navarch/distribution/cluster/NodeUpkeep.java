package io.navarch.distribution.cluster;

import io.navarch.client.KubeClient;
import io.navarch.client.event.EventRecorder;
import io.navarch.kubelet.cri.ContainerRuntime;
import io.navarch.kubelet.node.Pressures;
import io.navarch.kubelet.pod.PodWorkers;
import io.navarch.kubelet.pod.SandboxMaker;
import io.navarch.kubelet.upkeep.Disk;
import io.navarch.kubelet.upkeep.Eviction;
import io.navarch.kubelet.upkeep.ImageCollection;
import io.navarch.kubelet.upkeep.Levels;
import io.navarch.kubelet.upkeep.LogRotation;
import io.navarch.model.core.v1.Node;
import io.navarch.runtime.Clock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What keeps one node of this host usable: rotation of logs, collection of images, eviction of pods. */
final class NodeUpkeep implements AutoCloseable {
    private final ContainerRuntime engine;
    private final SandboxMaker sandboxes;
    private final Path images;
    private final LogRotation.Limits logs;
    private final EventRecorder events;
    private final Node node;
    private final Clock clock;
    private final Eviction eviction;
    private final List<Runnable> stops = new ArrayList<>();

    /**
     * @param pods where the volumes of the pods are
     * @param images where the engine keeps them
     */
    NodeUpkeep(
            ContainerRuntime engine,
            SandboxMaker sandboxes,
            Path pods,
            Path images,
            HostNode.Settings settings,
            KubeClient client,
            String nodeName,
            Clock clock) {
        this.engine = engine;
        this.sandboxes = sandboxes;
        this.images = images;
        this.logs = settings.logs();
        this.clock = clock;
        events = new EventRecorder(client, "kubelet", nodeName, clock);
        node = Node.EMPTY.withMetadata(meta -> meta.withName(nodeName).withUid(nodeName));
        var levels = Levels.ofHost(pods, images);
        eviction = new Eviction(engine, levels, settings.evictionHard(), pods, sandboxes, events, node, clock);
    }

    Pressures pressures() {
        return eviction.pressures();
    }

    void start(PodWorkers workers) {
        var limits = ImageCollection.Limits.DEFAULT;
        var collection = new ImageCollection(engine, () -> Disk.of(images), limits, events, node, clock);
        eviction.start(workers, collection);
        var rotation = new LogRotation(engine, sandboxes, logs, clock);
        stops.addAll(List.of(rotation::close, eviction::close, collection::close, events::close));
    }

    @Override
    public void close() {
        stops.forEach(Runnable::run);
    }
}
