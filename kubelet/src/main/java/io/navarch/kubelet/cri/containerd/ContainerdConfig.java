package io.navarch.kubelet.cri.containerd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How a containerd is to run. Directories are made when it starts.
 *
 * @param root what outlives a reboot: images and snapshots
 * @param state what need not outlive a reboot; best on a tmpfs
 * @param socket where it listens; at most 107 bytes long
 * @param cniBinDir the CNI plug-ins
 * @param cniConfDir the CNI configurations, of which the first by name counts
 * @param sandboxImage the image of pod sandboxes, see {@link SandboxImage}
 * @param registryHostsDir per-registry settings, one directory per host with a hosts.toml
 * @param restrictOomScoreAdj whether scores below the daemon's own are to be raised to it, see {@link OomScores}
 * @param systemdCgroup whether cgroups are made through systemd
 * @param config the configuration file to write
 * @param log its standard output and error
 * @param pidFile remembers the process for the next start
 */
public record ContainerdConfig(
        Path root,
        Path state,
        Path socket,
        Path cniBinDir,
        Path cniConfDir,
        String sandboxImage,
        Path registryHostsDir,
        boolean restrictOomScoreAdj,
        boolean systemdCgroup,
        Path config,
        Path log,
        Path pidFile) {
    /** Where Debian puts the CNI plug-ins. */
    public static final Path DEBIAN_CNI_BIN_DIR = Path.of("/usr/lib/cni");

    /** All under two directories: {@code data} for what is kept, {@code run} for what lives until the next reboot. */
    public static ContainerdConfig under(Path data, Path run) {
        return new ContainerdConfig(
                data.resolve("containerd"),
                run.resolve("containerd"),
                run.resolve("containerd.sock"),
                DEBIAN_CNI_BIN_DIR,
                data.resolve("cni/net.d"),
                SandboxImage.NAME,
                data.resolve("certs.d"),
                OomScores.restricted(),
                false,
                data.resolve("containerd.toml"),
                data.resolve("containerd.log"),
                run.resolve("containerd.pid"));
    }

    /** The configuration file, in version 2 of the format (containerd 1.3 to 2.x read it). */
    public String render() {
        return """
                version = 2
                root = %s
                state = %s
                # The plug-ins a node does not use would only cost start-up time.
                disabled_plugins = [
                  "io.containerd.snapshotter.v1.aufs",
                  "io.containerd.snapshotter.v1.btrfs",
                  "io.containerd.snapshotter.v1.devmapper",
                  "io.containerd.snapshotter.v1.zfs",
                  "io.containerd.tracing.processor.v1.otlp",
                ]

                [grpc]
                  address = %s

                [plugins."io.containerd.internal.v1.opt"]
                  path = %s

                [plugins."io.containerd.grpc.v1.cri"]
                  sandbox_image = %s
                  restrict_oom_score_adj = %s
                  stream_server_address = "127.0.0.1"
                  stream_server_port = "0"

                [plugins."io.containerd.grpc.v1.cri".cni]
                  bin_dir = %s
                  conf_dir = %s

                [plugins."io.containerd.grpc.v1.cri".registry]
                  config_path = %s

                [plugins."io.containerd.grpc.v1.cri".containerd]
                  snapshotter = "overlayfs"

                [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
                  runtime_type = "io.containerd.runc.v2"

                [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
                  SystemdCgroup = %s
                """.formatted(
                        quoted(root),
                        quoted(state),
                        quoted(socket),
                        quoted(root.resolve("opt")),
                        quoted(sandboxImage),
                        restrictOomScoreAdj,
                        quoted(cniBinDir),
                        quoted(cniConfDir),
                        quoted(registryHostsDir),
                        systemdCgroup);
    }

    /** Writes the configuration file and makes the directories. */
    void write() throws IOException {
        for (Path directory : new Path[] {root, state, cniConfDir, registryHostsDir}) {
            Files.createDirectories(directory);
        }
        for (Path file : new Path[] {config, socket, log, pidFile}) {
            Files.createDirectories(parent(file));
        }
        Files.writeString(config, render());
    }

    private static Path parent(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? Path.of("/") : parent;
    }

    private static String quoted(Object value) {
        return '"' + value.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
