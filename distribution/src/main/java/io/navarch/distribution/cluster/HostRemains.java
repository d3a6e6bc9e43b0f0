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
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * What a cluster leaves on its host when its process is gone: engines with containers, and, until a reset, network devices,
 * firewall rules and mounts. Needs root; nobody may run the cluster meanwhile.
 */
public final class HostRemains {
    private static final Duration ENGINE_START = Duration.ofSeconds(30);
    private static final Path POD_LOGS = Path.of("/var/log/pods");

    private static final String HOST_PORTS = "CNI-HOSTPORT-";
    private static final Path CNI = Path.of("/var/lib/cni");

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
            return nodes.filter(Files::isDirectory)
                    .map(node -> node.getFileName().toString())
                    .sorted()
                    .toList();
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
        var nodes = nodes();
        if (nodes.isEmpty()) {
            // A cluster without nodes of its own must not take away another's network.
            return;
        }
        stopContainers();
        NodeNetworks.remove(HostCluster.NODE_BRIDGE);
        Overlay.remove(NetworkContext.host());
        ServiceProxy.remove(NetworkContext.host());
        for (var mount : mounts()) {
            HostCommand.run("umount", mount);
        }
        removePodLogs(nodes);
        removeAddresses();
        removeHostPortChains();
        NodeCgroups.remove();
        HostLease.forget(directory);
    }

    /** Mounts below the data directory, the deepest first. */
    private List<String> mounts() throws IOException {
        var prefix = directory.path() + "/";
        var run = HostLease.runDirectory(directory) + "/";
        return Files.readAllLines(Path.of("/proc/self/mounts")).stream()
                .map(line -> line.split(" ")[1].replace("\\040", " "))
                .filter(target -> target.startsWith(prefix) || target.startsWith(run))
                .sorted(Comparator.reverseOrder())
                .toList();
    }

    private void removePodLogs(List<String> nodes) throws IOException {
        var uids = new HashSet<String>();
        for (var node : nodes) {
            uids.addAll(children(directory.kubelet(node).resolve("pods")));
        }
        for (var name : children(POD_LOGS)) {
            if (uids.contains(name.substring(name.lastIndexOf('_') + 1))) {
                removeTree(POD_LOGS.resolve(name));
            }
        }
    }

    /** What the CNI plug-ins noted of pods that nobody ended in order. */
    private static void removeAddresses() throws IOException {
        var results = CNI.resolve("results");
        var own = Overlay.CNI_NETWORK + "-";
        for (var name : children(results)) {
            if (name.startsWith(own)) {
                var sandbox = name.substring(own.length(), name.lastIndexOf('-'));
                Files.deleteIfExists(results.resolve("cni-loopback-" + sandbox + "-lo"));
                Files.deleteIfExists(results.resolve(name));
            }
        }
    }

    /** The chains of the CNI plug-in for host ports outlive its last port; those that still have one are somebody else's. */
    private static void removeHostPortChains() {
        var rules =
                HostCommand.run("iptables-save", "-t", "nat").output().lines().toList();
        if (rules.stream().anyMatch(rule -> rule.startsWith("-A " + HOST_PORTS + "DNAT "))) {
            return;
        }
        var deletions = new StringBuilder("*nat\n");
        rules.stream()
                .filter(rule -> rule.startsWith("-A ") && rule.contains(" -j " + HOST_PORTS))
                .forEach(
                        rule -> deletions.append("-D").append(rule.substring(2)).append('\n'));
        var chains = rules.stream()
                .filter(rule -> rule.startsWith(":" + HOST_PORTS))
                .map(rule -> rule.substring(1, rule.indexOf(' ')))
                .toList();
        chains.forEach(chain -> deletions.append("-F ").append(chain).append('\n'));
        chains.forEach(chain -> deletions.append("-X ").append(chain).append('\n'));
        if (!chains.isEmpty()) {
            HostCommand.run(
                    List.of("iptables-restore", "-w", "--noflush"),
                    deletions.append("COMMIT\n").toString(),
                    ENGINE_START,
                    Map.of());
        }
    }

    private static List<String> children(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var found = Files.list(folder)) {
            return found.map(path -> path.getFileName().toString()).toList();
        }
    }

    /** Deletes the folder with everything in it; links are deleted, not followed. */
    public static void removeTree(Path folder) throws IOException {
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
