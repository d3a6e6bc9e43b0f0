package io.navarch.distribution.directory;

import io.navarch.distribution.startup.StartUpException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a cluster keeps what must outlive its process.
 *
 * <pre>
 *   admin.kubeconfig   the operator's way in         pki/         certificates and keys, kubeadm's names
 *   store/             the objects                   kubeconfig/  of the components
 *   kubelet/           pods' volumes, checkpoints    containerd/  images, containers, socket (NODE/ per further node)
 *   logs/navarch.log   and its older parts           manifests/   static pods
 *   navarch.run        who runs it, since when       navarch.lock held while it runs
 *   navarch.format     the number of this layout
 * </pre>
 */
public record DataDirectory(Path path) {
    private static final long WARN_BELOW = 1L << 30;

    /** The usual place: {@code /var/lib/navarch} for root, else {@code ~/.navarch}. */
    public static DataDirectory usual(boolean root) {
        return new DataDirectory(
                root ? Path.of("/var/lib/navarch") : Path.of(System.getProperty("user.home", "."), ".navarch"));
    }

    public DataDirectory {
        path = path.toAbsolutePath().normalize();
    }

    public Path adminKubeconfig() {
        return path.resolve("admin.kubeconfig");
    }

    public Path pki() {
        return path.resolve("pki");
    }

    public Path store() {
        return path.resolve("store");
    }

    public Path kubelet(String nodeName) {
        return path.resolve("kubelet").resolve(nodeName);
    }

    public Path containerd(String nodeName) {
        return path.resolve("containerd").resolve(nodeName);
    }

    public Path manifests() {
        return path.resolve("manifests");
    }

    /** The kubeconfig of a component, for example {@code scheduler}. */
    public Path kubeconfig(String component) {
        return path.resolve("kubeconfig").resolve(component + ".kubeconfig");
    }

    /** The contents of volumes that were made for claims. */
    public Path volumes() {
        return path.resolve("volumes");
    }

    public Path logs() {
        return path.resolve("logs");
    }

    public Path log() {
        return logs().resolve("navarch.log");
    }

    /** What a detached process printed before it was ready. */
    public Path startOutput() {
        return logs().resolve("up.out");
    }

    Path lockFile() {
        return path.resolve("navarch.lock");
    }

    Path runFile() {
        return path.resolve("navarch.run");
    }

    /** Present while the node is turned off. */
    public Path nodeOffMark(String nodeName) {
        return path.resolve("nodes-off").resolve(nodeName);
    }

    /** Present while a stop was asked for that leaves the containers alone. */
    public Path keepContainersMark() {
        return path.resolve("keep-containers");
    }

    /**
     * Takes the directory for this process, making it if needed.
     *
     * @throws StartUpException if it cannot be used or another process has it
     */
    public Held hold() {
        DirectoryCheck check = new DirectoryCheck(this);
        try {
            check.pass();
            Files.createDirectories(
                    path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.createDirectories(logs());
            FileChannel channel = FileChannel.open(lockFile(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                String who = record().map(run -> " (pid " + run.pid() + ")").orElse("");
                throw new StartUpException(
                        "another navarch" + who + " uses " + path,
                        "stop it with 'navarch down' or choose another --data-dir");
            }
            check.note();
            return new Held(this, channel);
        } catch (IOException e) {
            throw new StartUpException(
                    "cannot write to the data directory " + path + " (" + reason(e) + ")",
                    "choose another with --data-dir or change its owner",
                    e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static String reason(IOException failure) {
        String name = failure.getClass().getSimpleName().replace("Exception", "");
        return switch (name) {
            case "AccessDenied" -> "permission denied";
            case "FileAlreadyExists", "NotDirectory" -> "it is a file";
            case "FileSystem", "IO" -> String.valueOf(failure.getMessage());
            default -> name + " " + failure.getMessage();
        };
    }

    /** Whether another process holds it now. The holder itself must not ask: POSIX locks end with any close of the file. */
    public boolean isHeld() {
        if (!Files.exists(lockFile())) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(lockFile(), StandardOpenOption.WRITE)) {
            FileLock lock = tryLock(channel);
            return lock == null;
        } catch (IOException e) {
            throw new StartUpException("cannot read " + lockFile(), "run as the user who started it", e);
        }
    }

    /** What the last process to run here wrote about itself. */
    public Optional<RunRecord> record() {
        return RunRecord.read(runFile());
    }

    /** A warning if the disk is nearly full. */
    public Optional<String> spaceWarning() {
        long free;
        try {
            free = Files.getFileStore(path).getUsableSpace();
        } catch (IOException e) {
            throw new StartUpException("cannot see the free space of " + path, e);
        }
        return free < WARN_BELOW
                ? Optional.of("the disk of " + path + " is nearly full (" + (free >> 20) + " MiB free)")
                : Optional.empty();
    }

    /** The directory while this process has it; closing gives it back. */
    public record Held(DataDirectory directory, FileChannel lock) implements AutoCloseable {
        public void write(RunRecord record) {
            record.write(directory.runFile());
        }

        @Override
        public void close() throws IOException {
            Files.deleteIfExists(directory.keepContainersMark());
            lock.close();
        }
    }
}
