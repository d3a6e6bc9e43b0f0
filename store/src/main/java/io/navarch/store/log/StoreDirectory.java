package io.navarch.store.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The locked directory of one store: names, modes, and what must be synced when files come and go. Thread-safe. */
final class StoreDirectory implements Closeable {
    private static final String LOG = ".log";
    private static final String SNAPSHOT = ".snapshot";
    private static final String UNFINISHED = ".tmp";

    private final Path path;
    private final ChannelOpener opener;
    private final FileChannel lock;

    private StoreDirectory(Path path, ChannelOpener opener, FileChannel lock) {
        this.path = path;
        this.opener = opener;
        this.lock = lock;
    }

    /**
     * Takes the directory, which is made if it does not exist. The modes of one that exists are its owner's business.
     */
    static StoreDirectory open(Path path, ChannelOpener opener) throws IOException {
        make(path);
        FileChannel lock =
                openFile(FileChannel::open, path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.READ);
        try {
            takeLock(path, lock);
            StoreDirectory directory = new StoreDirectory(path, opener, lock);
            directory.removeUnfinished();
            return directory;
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static void make(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            return;
        }
        Files.createDirectories(
                path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path parent = path.toAbsolutePath().getParent();
        if (parent != null) {
            sync(parent);
        }
    }

    private static void takeLock(Path path, FileChannel lock) throws IOException {
        FileLock taken;
        try {
            taken = lock.tryLock();
        } catch (OverlappingFileLockException e) {
            taken = null;
        }
        if (taken == null) {
            String holder = Files.readString(path.resolve("lock")).strip();
            throw new FileSystemException(
                    path.toString(), null, "the store is in use by another process (pid " + holder + ")");
        }
        lock.truncate(0);
        String pid = ProcessHandle.current().pid() + "\n";
        lock.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.UTF_8)), 0);
    }

    private static FileChannel openFile(ChannelOpener opener, Path file, StandardOpenOption... more)
            throws IOException {
        Set<StandardOpenOption> options = new HashSet<>(Set.of(more));
        options.add(StandardOpenOption.WRITE);
        return opener.open(
                file, options, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    private void removeUnfinished() throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            for (Path file : files.toList()) {
                if (file.toString().endsWith(UNFINISHED)) {
                    Files.delete(file);
                }
            }
        }
    }

    Path path() {
        return path;
    }

    Path segment(long firstSerial) {
        return path.resolve(name(firstSerial) + LOG);
    }

    Path snapshot(long serial) {
        return path.resolve(name(serial) + SNAPSHOT);
    }

    private static String name(long serial) {
        return String.format(Locale.ROOT, "%019d", serial);
    }

    /** The segments by their first serial. */
    NavigableMap<Long, Path> segments() throws IOException {
        return numbered(LOG);
    }

    /** The snapshots by their serial. */
    NavigableMap<Long, Path> snapshots() throws IOException {
        return numbered(SNAPSHOT);
    }

    private NavigableMap<Long, Path> numbered(String suffix) throws IOException {
        NavigableMap<Long, Path> found = new TreeMap<>();
        try (Stream<Path> files = Files.list(path)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.matches("\\d{19}\\" + suffix)) {
                    found.put(Long.parseLong(name.substring(0, name.length() - suffix.length())), file);
                }
            }
        }
        return found;
    }

    /** Opens an existing file to read and change it. */
    FileChannel open(Path file) throws IOException {
        return openFile(opener, file, StandardOpenOption.READ);
    }

    /** Opens a file that is made, or emptied if a failed attempt left it. */
    FileChannel create(Path file) throws IOException {
        return openFile(opener, file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
    }

    /** The file in which something is written that becomes {@code file} when it is {@linkplain #finish finished}. */
    static Path unfinished(Path file) {
        return file.resolveSibling(file.getFileName() + UNFINISHED);
    }

    /** Gives a written and synced file its name. */
    void finish(Path file) throws IOException {
        Files.move(unfinished(file), file, StandardCopyOption.ATOMIC_MOVE);
        sync();
    }

    /** Makes durable which files there are. */
    void sync() throws IOException {
        sync(path);
    }

    private static void sync(Path directory) throws IOException {
        try (FileChannel entries = FileChannel.open(directory, StandardOpenOption.READ)) {
            entries.force(true);
        }
    }

    /** Lets others take the directory. */
    @Override
    public void close() throws IOException {
        lock.close();
    }
}
