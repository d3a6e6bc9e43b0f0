package io.navarch.distribution.cluster;

import io.navarch.controllers.volume.VolumeDirectories;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** The directories of volumes on this host, which all its nodes share. Removes nothing that is not its own. Thread-safe. */
final class HostVolumeDirectories implements VolumeDirectories {
    private final Path root;

    HostVolumeDirectories(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    @Override
    public String path(String volume) {
        return root.resolve(volume).toString();
    }

    /** Containers run as all kinds of users; whoever may mount the volume may write to it. */
    @Override
    public void create(String path) throws IOException {
        var directory = Files.createDirectories(Path.of(path));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    @Override
    public void remove(String path) throws IOException {
        var directory = Path.of(path).normalize();
        if (!root.equals(directory.getParent())) {
            throw new IOException(path + " is no directory of a volume made here");
        }
        try {
            Files.walkFileTree(directory, new Removal());
        } catch (NoSuchFileException e) {
            // No pod has ever used the volume, or it was removed before.
            return;
        }
    }

    /** Removes everything, and follows no link out of the directory. */
    private static final class Removal extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) throws IOException {
            if (failure != null) {
                throw failure;
            }
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
