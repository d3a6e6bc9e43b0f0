package io.navarch.kubelet.volume;

import io.navarch.model.core.v1.HostPathVolumeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Paths of the node that pods ask for: are they what they should be, and if not, may they be made? */
final class HostPaths {
    private static final int TYPE_BITS = 0170000;
    private static final int SOCKET = 0140000;
    private static final int BLOCK_DEVICE = 0060000;
    private static final int CHARACTER_DEVICE = 0020000;

    private HostPaths() {}

    /** The path, checked, and made if its type says so. */
    static Path prepare(String volume, HostPathVolumeSource source) throws IOException {
        var path = Path.of(source.path());
        switch (source.type()) {
            case "" -> {}
            case "DirectoryOrCreate" -> {
                if (!Files.exists(path)) {
                    Files.createDirectories(path);
                    Permissions.mode(path, 0755);
                }
                check(volume, path, Files.isDirectory(path), "a directory");
            }
            case "Directory" -> check(volume, path, Files.isDirectory(path), "a directory");
            case "FileOrCreate" -> {
                if (!Files.exists(path)) {
                    Files.createFile(path);
                    Permissions.mode(path, 0644);
                }
                check(volume, path, Files.isRegularFile(path), "a file");
            }
            case "File" -> check(volume, path, Files.isRegularFile(path), "a file");
            case "Socket" -> check(volume, path, isOfType(path, SOCKET), "a socket file");
            case "CharDevice" -> check(volume, path, isOfType(path, CHARACTER_DEVICE), "a character device");
            case "BlockDevice" -> check(volume, path, isOfType(path, BLOCK_DEVICE), "a block device");
            default -> throw VolumeException.setUp(volume, source.type() + " is an invalid volume type");
        }
        return path;
    }

    private static boolean isOfType(Path path, int type) throws IOException {
        return Files.exists(path) && ((int) Files.getAttribute(path, "unix:mode") & TYPE_BITS) == type;
    }

    private static void check(String volume, Path path, boolean fits, String what) {
        if (!fits) {
            throw VolumeException.setUp(volume, "hostPath type check failed: " + path + " is not " + what);
        }
    }
}
