package io.navarch.distribution.cluster;

import io.navarch.distribution.directory.DataDirectory;
import io.navarch.distribution.host.HostCommand;
import io.navarch.distribution.host.NodeNetworks;
import io.navarch.kubelet.cri.containerd.ContainerdProcess;
import io.navarch.network.overlay.Overlay;
import io.navarch.network.proxy.ServiceProxy;
import io.navarch.runtime.Clock;
import io.navarch.runtime.NetworkContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/**
 * What a cluster leaves on its host when its process is gone: engines with containers, and, until a reset, network devices,
 * firewall rules and mounts. Needs root; nobody may run the cluster meanwhile.
 */
public final class HostRemains {
    private static final Duration ENGINE_START = Duration.ofSeconds(30);

    private final DataDirectory directory;
    private final Clock clock;

    public HostRemains(DataDirectory directory, Clock clock) {
        this.directory = directory;
        this.clock = clock;
    }

    /** The nodes that have an engine, by their folders. */
    private List<String> nodes() throws IOException {
        var folder = directory.path().resolve("containerd");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var nodes = Files.list(folder)) {
            return nodes.filter(Files::isDirectory).map(node -> node.getFileName().toString()).sorted().toList();
        }
    }

    /**
     * Ends the containers and engines that still run.
     *
     * @return whether there was anything to end
     */
    public boolean stopContainers() throws IOException, InterruptedException {
        boolean any = false;
        for (var node : nodes()) {
            var config = HostNode.engineConfig(directory, node);
            if (Files.exists(config.pidFile())) {
                any = true;
                // An engine that is gone is started once more: only it can end the containers that it has left.
                var engine = ContainerdProcess.start(config, null, clock, ENGINE_START);
                try (var runtime = engine.connect()) {
                    runtime.removeAllPods();
                }
                engine.stop();
                Files.deleteIfExists(config.pidFile());
            }
        }
        return any;
    }

    /** Removes everything but the data directory's own files. */
    public void remove() throws IOException, InterruptedException {
        stopContainers();
        new NodeNetworks(HostCluster.NODE_BRIDGE, HostCluster.NODE_ADDRESSES, HostCluster.NODE_ADDRESSES).remove();
        Overlay.remove(NetworkContext.host());
        ServiceProxy.remove(NetworkContext.host());
        for (var mount : mounts()) {
            HostCommand.run("umount", mount);
        }
        removeTree(HostNode.runDirectory(directory));
    }

    /** Mounts below the data directory, the deepest first. */
    private List<String> mounts() throws IOException {
        var prefix = directory.path() + "/";
        var run = HostNode.runDirectory(directory) + "/";
        return Files.readAllLines(Path.of("/proc/self/mounts")).stream()
                .map(line -> line.split(" ")[1].replace("\\040", " "))
                .filter(target -> target.startsWith(prefix) || target.startsWith(run))
                .sorted(Comparator.reverseOrder())
                .toList();
    }

    private static void removeTree(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
