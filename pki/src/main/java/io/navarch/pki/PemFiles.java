package io.navarch.pki;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Where certificates and keys are kept, by file name ({@code ca.crt}, {@code ca.key}). */
public interface PemFiles {
    Optional<String> read(String name);

    void write(String name, String text);

    /** Files in a folder, readable by their owner alone, each replaced whole. The folder is made at the first write. */
    static PemFiles in(Path folder) {
        return new Folder(folder);
    }

    /** Kept in memory: gone with the process. */
    static PemFiles inMemory() {
        return new Memory(new ConcurrentHashMap<>());
    }

    /** Files on disk. */
    record Folder(Path folder) implements PemFiles {
        @Override
        public Optional<String> read(String name) {
            try {
                return Optional.of(Files.readString(folder.resolve(name)));
            } catch (NoSuchFileException e) {
                return Optional.empty();
            } catch (IOException e) {
                throw new PkiException("cannot read " + folder.resolve(name) + ": " + e.getMessage(), e);
            }
        }

        @Override
        public void write(String name, String text) {
            writePrivate(folder.resolve(name), text);
        }
    }

    /** Files in a map. */
    record Memory(Map<String, String> texts) implements PemFiles {
        @Override
        public Optional<String> read(String name) {
            return Optional.ofNullable(texts.get(name));
        }

        @Override
        public void write(String name, String text) {
            texts.put(name, text);
        }
    }

    /** Writes a file with mode 0600 beside its final place, then moves it there: a reader never sees half of it. */
    static void writePrivate(Path file, String text) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder == null) {
                throw new PkiException("not a file: " + file);
            }
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder, only(folder, "rwx------"));
            }
            Path draft = Files.createTempFile(folder, "." + file.getFileName(), ".tmp", only(folder, "rw-------"));
            Files.writeString(draft, text);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new PkiException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    /** Where the file system knows no such permissions, as on Windows, those of the folder count. */
    private static FileAttribute<?>[] only(Path folder, String permissions) {
        return folder.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
