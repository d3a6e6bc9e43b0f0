package io.navarch.distribution.directory;

import io.navarch.distribution.Version;
import io.navarch.distribution.startup.StartUpException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Refuses folders in which a cluster cannot or must not be kept: somebody else's files, another user's cluster, one that a
 * later version has written, a full disk. Writes nothing before all is well.
 */
final class DirectoryCheck {
    private static final long REFUSE_BELOW = 100L << 20;

    /** The layout this version writes. A version that changes it raises the number and reads the older ones. */
    private static final int FORMAT = 1;

    /** What an operator may lay down before the first start. */
    private static final Set<String> PREPARED = Set.of("pki", "manifests", "logs", "lost+found");

    private final DataDirectory directory;
    private final Path formatFile;

    DirectoryCheck(DataDirectory directory) {
        this.directory = directory;
        this.formatFile = directory.path().resolve("navarch.format");
    }

    /** @throws StartUpException if the folder is not to be used */
    void pass() throws IOException {
        Path path = directory.path();
        if (Files.isDirectory(path)) {
            boolean cluster = Files.exists(directory.lockFile());
            if (cluster) {
                checkOwner();
                checkFormat();
            } else if (Files.isReadable(path)) {
                checkEmpty();
            }
        }
        checkSpace();
    }

    /** Notes the layout in a folder that is held now. */
    void note() throws IOException {
        if (!Files.exists(formatFile)) {
            Files.writeString(formatFile, FORMAT + "\n");
        }
    }

    private void checkOwner() throws IOException {
        Object owner = Files.getAttribute(directory.path(), "unix:uid");
        if (!owner.equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))) {
            throw new StartUpException(
                    "the data directory " + directory.path() + " belongs to the user "
                            + Files.getOwner(directory.path()).getName(),
                    "run as that user or choose another --data-dir");
        }
    }

    private void checkFormat() throws IOException {
        int format;
        try {
            format = Integer.parseInt(Files.readString(formatFile).strip());
        } catch (NoSuchFileException e) {
            return;
        } catch (NumberFormatException e) {
            throw new StartUpException(
                    "cannot read " + formatFile, "write " + FORMAT + " into it, or choose another --data-dir", e);
        }
        if (format > FORMAT) {
            String writer = directory
                    .record()
                    .map(RunRecord::version)
                    .filter(Predicate.not(String::isEmpty))
                    .orElse("unknown");
            throw new StartUpException(
                    "the data directory " + directory.path() + " was written by a later version (" + writer
                            + ", layout " + format + "; this is " + new Version().navarch() + ", layout " + FORMAT
                            + ")",
                    "use that version or choose another --data-dir");
        }
    }

    /** {@code reset} deletes the folder: nothing may be in it that is not the cluster's. */
    private void checkEmpty() throws IOException {
        try (var files = Files.list(directory.path())) {
            var foreign = files.map(file -> file.getFileName().toString())
                    .filter(Predicate.not(PREPARED::contains))
                    .sorted()
                    .findFirst();
            if (foreign.isPresent()) {
                throw new StartUpException(
                        "the data directory " + directory.path() + " holds other files (" + foreign.get() + ")",
                        "choose an empty or a new one with --data-dir");
            }
        }
    }

    private void checkSpace() throws IOException {
        Path there = directory.path();
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        long free = Files.getFileStore(there).getUsableSpace();
        if (free < REFUSE_BELOW) {
            throw new StartUpException(
                    "the disk of " + directory.path() + " is full (" + (free >> 20) + " MiB free)",
                    "make room or choose another --data-dir");
        }
    }
}
