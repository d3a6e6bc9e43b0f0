package io.navarch.distribution.cluster;

import io.navarch.distribution.directory.DataDirectory;
import io.navarch.distribution.startup.StartUpException;
import io.navarch.kubelet.cri.containerd.ContainerdProcess;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The right to run pods in containers on this host. One cluster at a time has it: bridges, firewall rules and the kubelet's
 * port exist once. It ends with the process; containers that the process leaves keep other clusters away all the same.
 *
 * <pre>
 *   /run/navarch/host.lock         locked by the process, says who it is
 *   /run/navarch/HASH/data-dir     which cluster the folder is of
 *   /run/navarch/HASH/NODE/        its container engines' sockets, pid files, state
 * </pre>
 */
final class HostLease implements AutoCloseable {
    private static final Path RUN = Path.of("/run/navarch");
    private static final String DATA_DIR = "data-dir";
    private static final String ELSEWHERE = ", or start this cluster with --nodes 0 --simulated-nodes 3";

    private final FileChannel channel;
    private final DataDirectory directory;

    private HostLease(FileChannel channel, DataDirectory directory) {
        this.channel = channel;
        this.directory = directory;
    }

    /** What lives until the next reboot. */
    static Path runDirectory(DataDirectory directory) {
        return RUN.resolve(Integer.toHexString(directory.path().hashCode()));
    }

    /** @throws StartUpException if another cluster has it; the message says which */
    static HostLease take(DataDirectory directory) throws IOException {
        Files.createDirectories(RUN);
        Path own = runDirectory(directory);
        Path file = RUN.resolve("host.lock");
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (locked(channel) == null) {
            channel.close();
            String[] holder = Files.readString(file).strip().split(" ", 2);
            String other = holder.length == 2 ? holder[1] : "unknown";
            throw new StartUpException(
                    "another cluster runs pods on this machine (pid " + holder[0] + ", data directory " + other + ")",
                    "stop it with 'navarch down --data-dir " + other + "'" + ELSEWHERE);
        }
        try {
            var leftover = otherContainers(own);
            if (leftover.isPresent()) {
                throw new StartUpException(
                        "containers of another cluster still run on this machine (data directory " + leftover.get()
                                + ")",
                        "stop them with 'navarch down --data-dir " + leftover.get() + "'" + ELSEWHERE);
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(
                    (ProcessHandle.current().pid() + " " + directory.path()).getBytes(StandardCharsets.UTF_8)));
            Files.createDirectories(own);
            Files.writeString(own.resolve(DATA_DIR), directory.path().toString());
            return new HostLease(channel, directory);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static @Nullable FileLock locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    /** The data directory of a cluster other than ours of which a container engine lives. */
    private static Optional<String> otherContainers(Path own) throws IOException {
        try (var clusters = Files.newDirectoryStream(RUN, Files::isDirectory)) {
            for (Path cluster : clusters) {
                Path dataDir = cluster.resolve(DATA_DIR);
                if (!cluster.equals(own) && Files.exists(dataDir) && engineLives(cluster)) {
                    return Optional.of(Files.readString(dataDir).strip());
                }
            }
        }
        return Optional.empty();
    }

    private static boolean engineLives(Path cluster) throws IOException {
        try (var nodes = Files.newDirectoryStream(cluster, Files::isDirectory)) {
            for (Path node : nodes) {
                if (ContainerdProcess.lives(node.resolve("containerd.pid"))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Takes away what is kept of a cluster that is removed from this host. */
    static void forget(DataDirectory directory) throws IOException {
        HostRemains.removeTree(runDirectory(directory));
        if (!Files.isDirectory(RUN)) {
            return;
        }
        boolean unused;
        try (var left = Files.list(RUN)) {
            unused = left.noneMatch(Files::isDirectory);
        }
        if (unused) {
            HostRemains.removeTree(RUN);
        }
    }

    /** Gives it back; the traces of containers that were left running stay. */
    @Override
    public void close() throws IOException {
        try {
            if (!engineLives(runDirectory(directory))) {
                forget(directory);
            }
        } finally {
            channel.close();
        }
    }
}
