package io.navarch.kubelet.volume;

import io.navarch.kubelet.container.ContainerConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * Parts of volumes. A container that writes to the volume may have left links in it: the part that is mounted must be
 * inside the volume all the same.
 */
final class SubPaths {
    private SubPaths() {}

    /** The file or folder in the volume, which becomes a folder if nothing is there. */
    static Path resolve(Path volume, String subPath, String mount, String container) {
        if (subPath.startsWith("/")) {
            throw new ContainerConfigException("error SubPath `" + subPath + "` must not be an absolute path");
        }
        for (var part : Path.of(subPath)) {
            if (part.toString().equals("..")) {
                throw new ContainerConfigException(
                        "unable to provision SubPath `" + subPath + "`: must not contain '..'");
            }
        }
        try {
            return inside(volume.toRealPath(), subPath);
        } catch (IOException e) {
            throw new ContainerConfigException(
                    "failed to prepare subPath for volumeMount \"" + mount + "\" of container \"" + container + "\"");
        }
    }

    private static Path inside(Path volume, String subPath) throws IOException {
        var current = volume;
        for (var part : Path.of(subPath)) {
            if (part.toString().isEmpty() || part.toString().equals(".")) {
                continue;
            }
            var next = current.resolve(part);
            if (!Files.exists(next, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(next);
                Permissions.mode(next, Permissions.mode(volume));
            }
            current = next.toRealPath();
            if (!current.startsWith(volume)) {
                throw new IOException("path " + current + " is outside of allowed base " + volume);
            }
        }
        return current;
    }
}
